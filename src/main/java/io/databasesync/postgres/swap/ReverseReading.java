package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.inplace.Fills;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.swap.KeptGeneration.KeptTable;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/// Reads what a rollback depends on, beside the definitions of its tables.
///
/// @param found the generation that validation found
/// @param fills the tables that stay and get their earlier rows
record ReverseReading(Transaction t, KeptGeneration found, Fills fills) {

    Fingerprint fingerprint() {
        return Fingerprint.read(
                t,
                found.tables().stream().map(KeptTable::name).toList(),
                Stream.of(
                                moving().keySet().stream(),
                                fills.tables().oids().stream(),
                                found.views().stream()
                                        .flatMap(v -> Stream.of(
                                                v.live().oid(), v.kept().oid())))
                        .flatMap(Function.identity())
                        .distinct()
                        .toList());
    }

    ReplacedSequences sequences() {
        return ReplacedSequences.of(
                t,
                found.runId(),
                Stream.concat(moving().keySet().stream(), fills.tables().oids().stream())
                        .toList());
    }

    List<ForeignKey> outside(KeptGeneration generation) {
        return OutsideForeignKeys.of(generation, fills).rebound(new Catalog(t));
    }

    SwapLocks locks(List<ForeignKey> outside) {
        return SwapLocks.of(
                new Catalog(t),
                new LockedObjects(
                        moving(),
                        fills.tables().existing(),
                        found.views().stream().map(v -> v.live().oid()).toList(),
                        outside,
                        sequences().names()));
    }

    private SortedMap<Long, TableName> moving() {
        SortedMap<Long, TableName> moving = new TreeMap<>();
        Stream.concat(found.leaving().stream(), found.returning().stream())
                .forEach(definition -> moving.put(definition.oid(), definition.name()));
        return moving;
    }
}
