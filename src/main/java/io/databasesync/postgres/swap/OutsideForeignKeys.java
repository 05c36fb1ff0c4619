package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.KeyType;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.checksum.FirstKeys;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.stage.Stage;
import io.databasesync.postgres.swap.KeptGeneration.KeptTable;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Foreign keys between a table that is swapped and one that stays. The swap drops them and adds them again, first as
/// `NOT VALID`, to keep the transaction short. A check before the swap shows whether they will hold.
final class OutsideForeignKeys {
    /// Where each new table is now, as SQL spells it, by the name that it will have.
    private final Map<TableName, String> incoming;

    private final List<Long> replaced;
    private final List<ForeignKey> ofCreated;

    private OutsideForeignKeys(Map<TableName, String> incoming, List<Long> replaced, List<ForeignKey> ofCreated) {
        this.incoming = incoming;
        this.replaced = replaced;
        this.ofCreated = ofCreated;
    }

    static OutsideForeignKeys of(Stage stage) {
        Map<TableName, String> incoming = stage.tables().stream()
                .collect(Collectors.toMap(RunTable::name, t -> t.ddl().stage()));
        return new OutsideForeignKeys(
                incoming,
                stage.tables().stream()
                        .flatMap(t -> t.pair().target().stream())
                        .map(TableDefinition::oid)
                        .toList(),
                stage.tables().stream()
                        .filter(t -> t.pair().target().isEmpty())
                        .flatMap(t -> t.pair().definition().foreignKeys().stream())
                        .filter(k -> !incoming.containsKey(k.referenced()))
                        .toList());
    }

    static OutsideForeignKeys of(KeptGeneration generation) {
        Map<TableName, String> incoming = generation.tables().stream()
                .collect(Collectors.toMap(
                        KeptTable::name,
                        k -> Sql.qualified(k.kept().map(TableDefinition::name).orElse(k.name()))));
        return new OutsideForeignKeys(
                incoming,
                generation.leaving().stream().map(TableDefinition::oid).toList(),
                List.of());
    }

    /// Foreign keys of tables that are replaced, in either direction.
    List<ForeignKey> ofReplaced(Catalog catalog) {
        return catalog.foreignKeys(replaced).stream()
                .filter(k -> !incoming.containsKey(k.table()) || !incoming.containsKey(k.referenced()))
                .toList();
    }

    /// Foreign keys of tables that are created, to tables that exist already.
    List<ForeignKey> ofCreated() {
        return ofCreated;
    }

    /// The foreign keys that would break if the swap happened now.
    List<BrokenForeignKey> violations(Transaction t) {
        return Stream.concat(ofReplaced(new Catalog(t)).stream(), ofCreated.stream())
                .filter(k -> k.validated() && !k.temporal())
                .flatMap(k -> violation(t, k).stream())
                .toList();
    }

    private Optional<BrokenForeignKey> violation(Transaction t, ForeignKey key) {
        List<KeyType> types = new Catalog(t).keyTypes(key.referenced(), key.referencedColumns());
        String equal = IntStream.range(0, types.size())
                .mapToObj(i -> types.get(i)
                        .equalHere(
                                "b." + Sql.identifier(key.referencedColumns().get(i)),
                                key.operandTypes().get(i),
                                "a." + Sql.identifier(key.columns().get(i))))
                .collect(Collectors.joining(" and "));
        String orphans = "from %s a where %s and not exists (select from %s b where %s)"
                .formatted(
                        (key.partitioned() ? "" : "only ") + name(key.table()),
                        key.refers("a."::concat),
                        name(key.referenced()),
                        equal);
        String doing = "checking foreign key %s of %s".formatted(key.name(), key.table());
        long count = t.queryLong("select count(*) " + orphans, Reason.ForeignKeyOutside, doing);
        if (count == 0) {
            return Optional.empty();
        }
        NamedRows rows = missingKeys(t, key, orphans, doing);
        return Optional.of(new BrokenForeignKey(
                "foreign key %s of %s".formatted(key.name(), key.table()),
                "by foreign key %s of %s, %,d rows would refer to rows of %s that are not there, %s"
                        .formatted(key.name(), key.table(), count, key.referenced(), rows.summary()),
                rows));
    }

    private static NamedRows missingKeys(Transaction t, ForeignKey key, String orphans, String doing) {
        String row = key.columns().stream().map(c -> "a." + Sql.identifier(c)).collect(Collectors.joining(", "));
        List<String> keys = t.query(
                "select distinct left(row(%s)::text, %s) as k %s order by k limit %s"
                        .formatted(row, FirstKeys.LONGEST, orphans, FirstKeys.MOST + 1),
                found -> found.getString(1),
                Reason.ForeignKeyOutside,
                doing);
        return FirstKeys.missing(key.table(), key.referencedColumns(), keys);
    }

    private String name(TableName table) {
        return incoming.getOrDefault(table, Sql.qualified(table));
    }
}
