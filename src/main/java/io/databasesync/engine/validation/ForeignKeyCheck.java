package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.SourceRows;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.checksum.ReferencedKeys;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.inplace.InPlaceTables;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Reason;
import io.databasesync.sync.Side;
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

/// Checks foreign keys between tables of the run and other tables of the target: the source's rows must satisfy them.
/// The run finds later violations before it publishes.
public final class ForeignKeyCheck {
    private final SourceDatabase source;
    private final TargetDatabase target;
    private final Map<TableName, TablePair> pairs;
    /// Tables whose rows come from the source, partitions included.
    private final Set<TableName> ours;
    /// Keys between tables of the run and other tables.
    private List<ForeignKey> crossing = List.of();
    /// The tables at the ends of these keys.
    private Map<TableName, Table> ends = Map.of();

    /// @param pairs pairs whose tables and types do not differ
    public ForeignKeyCheck(SourceDatabase source, TargetDatabase target, List<TablePair> pairs) {
        this.source = source;
        this.target = target;
        this.pairs = pairs.stream().collect(Collectors.toMap(TablePair::name, Function.identity()));
        this.ours = new HashSet<>(this.pairs.keySet());
        this.ours.addAll(InPlaceTables.emptied(pairs));
    }

    /// Reads the keys. It comes before `find`.
    public void read() {
        crossing = keys().filter(k -> k.validated() && !k.temporal())
                .filter(k -> ours.contains(k.table()) != ours.contains(k.referenced()))
                .toList();
        Set<TableName> names = crossing.stream()
                .flatMap(k -> Stream.of(k.table(), k.referenced()))
                .collect(Collectors.toSet());
        ends = names.isEmpty()
                ? Map.of()
                : target.read(c -> c.tables(c.oids(names).values())).stream()
                        .collect(Collectors.toMap(Table::name, Function.identity()));
    }

    /// Compares rows of both ends. Returns one refusal for each foreign key that would break, with the first missing
    /// keys.
    public List<SyncException> find() {
        return crossing.stream().flatMap(k -> broken(k, ends).stream()).toList();
    }

    private Optional<SyncException> broken(ForeignKey key, Map<TableName, Table> there) {
        boolean comes = ours.contains(key.table());
        TablePair pair = pairs.get(comes ? key.table() : key.referenced());
        Table stays = there.get(comes ? key.referenced() : key.table());
        if (pair == null || stays == null || !readable(stays)) { // the server's own check finds it later
            return Optional.empty();
        }
        if (!has(pair.rows(), comes ? key.columns() : key.referencedColumns())) {
            return Optional.empty();
        }
        // all rows of a partitioned table, even if the run creates it partition by partition
        String coming = pair.rows().in(pair.source().table().rows()).from("r");
        String staying = stays.rows() + " r";
        return comes
                ? refusal(
                        key,
                        Side.Source,
                        new ReferencedKeys(key, coming, staying).missing(source::reading, target::reading))
                : refusal(
                        key,
                        Side.Target,
                        new ReferencedKeys(key, staying, coming).missing(target::reading, source::reading));
    }

    private Stream<ForeignKey> keys() {
        List<Long> existing = pairs.values().stream()
                .flatMap(p -> p.target().stream())
                .map(TableDefinition::oid)
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

    private static boolean has(SourceRows rows, List<String> columns) {
        return columns.stream().allMatch(rows::has);
    }

    private static Optional<SyncException> refusal(ForeignKey key, Side referring, NamedRows missing) {
        boolean comes = referring == Side.Source;
        return missing.first().isEmpty()
                ? Optional.empty()
                : Optional.of(SyncException.of(
                                Reason.ForeignKeyOutside,
                                "foreign key %s of %s".formatted(key.name(), key.table()),
                                "rows of %s on the %s refer to rows of %s that the %s lacks, %s"
                                        .formatted(
                                                key.table(),
                                                referring,
                                                key.referenced(),
                                                comes ? Side.Target : Side.Source,
                                                missing.summary()),
                                Fix.advice("include %s too, or correct the rows"
                                        .formatted(comes ? key.referenced() : key.table())))
                        .naming(List.of(missing)));
    }
}
