package io.databasesync.engine;

import io.databasesync.postgres.InPlaceTables;
import io.databasesync.postgres.ReferencedKeys;
import io.databasesync.postgres.SourceDatabase;
import io.databasesync.postgres.TargetDatabase;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.Sql;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TablePair;
import io.databasesync.postgres.catalog.TableShape;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Foreign keys between the tables of a run and those of the target that stay: whether the source's rows would keep
/// them. What changes after this is found before anything is published.
final class OutsideReferences {
    private final SourceDatabase source;
    private final TargetDatabase target;
    private final Map<TableName, TablePair> pairs;
    /// Tables whose rows come from the source, partitions included.
    private final Set<TableName> ours;

    /// @param pairs tables and types of which do not differ
    OutsideReferences(SourceDatabase source, TargetDatabase target, List<TablePair> pairs) {
        this.source = source;
        this.target = target;
        this.pairs = pairs.stream().collect(Collectors.toMap(TablePair::name, Function.identity()));
        this.ours = new HashSet<>(this.pairs.keySet());
        this.ours.addAll(InPlaceTables.emptied(pairs));
    }

    /// One refusal for each foreign key that would break, with the first keys that would be missing.
    List<SyncException> find() {
        List<ForeignKey> keys = keys().filter(k -> k.validated() && !k.temporal())
                .filter(k -> ours.contains(k.table()) != ours.contains(k.referenced()))
                .toList();
        if (keys.isEmpty()) {
            return List.of();
        }
        Set<TableName> names =
                keys.stream().flatMap(k -> Stream.of(k.table(), k.referenced())).collect(Collectors.toSet());
        Map<TableName, Table> there = target.read(c -> c.tables(c.oids(names).values())).stream()
                .collect(Collectors.toMap(Table::name, Function.identity()));
        return keys.stream().flatMap(k -> broken(k, there).stream()).toList();
    }

    private Optional<SyncException> broken(ForeignKey key, Map<TableName, Table> there) {
        boolean comes = ours.contains(key.table());
        TablePair pair = pairs.get(comes ? key.table() : key.referenced());
        Table stays = there.get(comes ? key.referenced() : key.table());
        if (pair == null || stays == null || !readable(stays)) { // then the server's own check says so, later
            return Optional.empty();
        }
        if (!has(pair.source(), comes ? key.columns() : key.referencedColumns())) {
            return Optional.empty();
        }
        String coming = rowsOf(pair.source().table());
        return comes
                ? refusal(
                        key,
                        "source",
                        new ReferencedKeys(key, coming, rowsOf(stays)).missing(source::reading, target::reading))
                : refusal(
                        key,
                        "target",
                        new ReferencedKeys(key, rowsOf(stays), coming).missing(target::reading, source::reading));
    }

    private Stream<ForeignKey> keys() {
        List<Long> existing = pairs.values().stream()
                .flatMap(p -> p.target().stream())
                .map(TableShape::oid)
                .toList();
        Stream<ForeignKey> ofCreated = pairs.values().stream()
                .filter(p -> p.target().isEmpty())
                .flatMap(p -> p.source().foreignKeys().stream());
        return existing.isEmpty()
                ? ofCreated
                : Stream.concat(target.read(c -> c.foreignKeys(existing)).stream(), ofCreated);
    }

    private static boolean readable(Table table) {
        return table.mayUseSchema() && table.maySelect() && !table.rowsHidden();
    }

    // All of a partitioned table, also if it is made member by member.
    private static String rowsOf(Table table) {
        return (table.partitioned() ? "" : "only ") + Sql.qualified(table.name());
    }

    private static boolean has(TableShape shape, List<String> columns) {
        return columns.stream().allMatch(c -> shape.column(c).isPresent());
    }

    private static Optional<SyncException> refusal(ForeignKey key, String referring, String missing) {
        boolean comes = "source".equals(referring);
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(new SyncException(
                        Reason.ForeignKeyOutside,
                        "rows of %s on the %s refer by %s to rows of %s that the %s lacks, by key (%s): %s; include %s too, or mend the rows"
                                .formatted(
                                        key.table(),
                                        referring,
                                        key.name(),
                                        key.referenced(),
                                        comes ? "target" : "source",
                                        String.join(", ", key.referencedColumns()),
                                        missing,
                                        comes ? key.referenced() : key.table())));
    }
}
