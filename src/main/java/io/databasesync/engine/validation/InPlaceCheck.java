package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.Check;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.catalog.Trigger;
import io.databasesync.postgres.copy.CopyEnds;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.inplace.Filling;
import io.databasesync.postgres.inplace.InPlaceKeys;
import io.databasesync.postgres.inplace.InPlaceTables;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.Side;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Checks that tables of a target can be emptied and filled in place, and that our role may do it.
public final class InPlaceCheck {
    private final TargetDatabase target;
    private final String role;

    public InPlaceCheck(TargetDatabase target) {
        this.target = target;
        this.role = target.identity().role();
    }

    /// Checks that the rows of all tables can be replaced.
    ///
    /// @param blockers gets each reason against it: `PrivilegeMissing`, `UnsupportedTable` or `DependentBlocks`
    /// @return empty if foreign keys allow no order
    public Optional<InPlaceTables> tables(List<TablePair> pairs, Blockers blockers) {
        blockers.check(this::history);
        blockers.together(pairs.stream()
                .map(pair -> Checked.only(own -> pair.target()
                        .ifPresentOrElse(
                                definition -> existing(pair, definition, own),
                                () -> own.check(() -> created(pair.name())))))
                .toList());
        List<Long> oids = pairs.stream()
                .flatMap(p -> p.target().stream())
                .flatMap(s -> s.oids().stream())
                .toList();
        target.read(c -> c.triggers(oids)).forEach(trigger -> blockers.check(() -> trigger(trigger)));
        Set<TableName> emptied = InPlaceTables.emptied(pairs);
        List<ForeignKey> keys = target.read(c -> c.foreignKeys(oids));
        return blockers.find(() -> InPlaceTables.of(pairs, InPlaceKeys.of(keys, emptied, role)));
    }

    private void history() {
        if (!target.objects().mayKeepHistory()) {
            throw TableCheck.missingPrivilege(
                    role,
                    "schema databasesync",
                    "create schema databasesync in the target",
                    "GRANT CREATE ON DATABASE " + Sql.readable(target.identity().database()));
        }
    }

    private void created(TableName table) {
        if (!target.objects().mayCreateIn(table.schema())) {
            throw TableCheck.missingPrivilege(
                    role,
                    "table " + table,
                    "create table %s on the target".formatted(table),
                    "GRANT USAGE, CREATE ON SCHEMA " + Sql.readable(table.schema()));
        }
    }

    private void existing(TablePair pair, TableDefinition definition, Blockers blockers) {
        Table table = definition.table();
        pair.lateChecks().forEach(check -> blockers.check(() -> late(check, table)));
        blockers.check(() -> TableCheck.readable(table, Side.Target, role));
        blockers.check(() -> allowed(table.mayInsert(), "INSERT", table.name()));
        blockers.check(() -> allowed(table.mayTruncate(), "TRUNCATE", table.name()));
        definition.sequences().stream()
                .filter(Sequence::movesWithTable)
                .forEach(sequence -> blockers.check(() -> sequence(sequence)));
    }

    private void allowed(boolean may, String privilege, TableName table) {
        if (!may) {
            throw TableCheck.missingPrivilege(
                    role,
                    "table " + table,
                    "%s table %s on the target".formatted(privilege, table),
                    "GRANT %s ON %s".formatted(privilege, Sql.readable(table)));
        }
    }

    private void sequence(Sequence s) {
        TableName name = new TableName(s.schema(), s.name());
        if (!s.mayUpdate()) {
            throw TableCheck.missingPrivilege(
                    role,
                    "sequence " + name,
                    "set sequence %s of the target".formatted(name),
                    "GRANT SELECT, UPDATE ON SEQUENCE " + Sql.readable(name));
        }
    }

    private void late(Check check, Table table) {
        if (!table.mayOwn()) {
            throw SyncException.of(
                    Reason.PrivilegeMissing,
                    "table " + table.name(),
                    "constraint %s of table %s reads tables that the same run replaces, so the run has to drop it and add it again, and role %s may not (SQLSTATE 42501)"
                            .formatted(check.name(), table.name(), role),
                    Fix.run("GRANT %s TO %s".formatted(Sql.readable(table.owner()), Sql.readable(role))));
        }
    }

    // The effect of a trigger on the copied rows is unknown, so the run must disable it.
    private void trigger(Trigger trigger) {
        if (!trigger.mayAlter()) {
            throw SyncException.of(
                    Reason.PrivilegeMissing,
                    "trigger %s of %s".formatted(trigger.name(), trigger.table()),
                    "trigger %s of %s would fire on the target for the copied rows, and role %s may not disable it (SQLSTATE 42501)"
                            .formatted(trigger.name(), trigger.table(), role),
                    Fix.run("GRANT %s TO %s".formatted(Sql.readable(trigger.owner()), Sql.readable(role))));
        }
    }

    /// The warnings that a person should read before a run in place, which makes readers wait.
    public List<String> warnings(InPlaceTables tables) {
        List<String> warnings = new ArrayList<>();
        warnings.add("readers and writers of the tables wait from the first row copied until the end of the run,"
                + " and what is replaced is not kept for a rollback");
        warnings.addAll(common(tables));
        for (RunTable table : tables.tables()) {
            warnings.addAll(sorted(table.pair()).toList());
        }
        return warnings;
    }

    /// The same for tables that are filled from a stage.
    public List<String> fillWarnings(InPlaceTables tables) {
        List<String> warnings = new ArrayList<>(common(tables));
        tables.tables().stream()
                .filter(t -> t.pair().target().isPresent())
                .filter(t -> !Filling.frozen(
                        t.pair().definition(), t.pair().source().table().bytes()))
                .forEach(t -> warnings.add(unfrozen("%s is large or partitioned".formatted(t.name()), t.name())));
        return warnings;
    }

    private List<String> common(InPlaceTables tables) {
        List<String> warnings = new ArrayList<>();
        List<TableName> outside = tables.keys().outside(tables.emptied());
        if (!outside.isEmpty()) {
            warnings.add("so do those of %s, whose foreign keys are dropped and added again"
                    .formatted(String.join(
                            ", ", outside.stream().map(TableName::toString).toList())));
        }
        target.read(c -> c.objects().materializedViews(tables.oids()))
                .forEach(view -> warnings.add("materialized view %s keeps its rows; run: REFRESH MATERIALIZED VIEW %s"
                        .formatted(view, view)));
        for (RunTable table : tables.tables()) {
            warnings.addAll(tooEarly(table, tables.rebuilt(table)).toList());
        }
        return warnings;
    }

    private static Stream<String> sorted(TablePair pair) {
        return CopyEnds.inPlace(pair).stream().allMatch(CopyEnds::freeze)
                ? Stream.empty()
                : Stream.of(unfrozen(
                        "the rows of %s are sorted into its partitions, which differ from the source's or which the role of the run may not fill one by one"
                                .formatted(pair.name()),
                        pair.name()));
    }

    private static String unfrozen(String why, TableName table) {
        return "%s: a transaction in REPEATABLE READ that is older than the end of the run and has not read %s before finds it empty"
                .formatted(why, table);
    }

    private static Stream<String> tooEarly(RunTable table, List<Index> rebuilt) {
        return table.pair().target().stream()
                .flatMap(s -> s.indexes().stream())
                .filter(i -> trainedTooEarly(i, rebuilt))
                .map(i ->
                        "index %s of %s is filled row by row, and its lists are those of an empty table; run afterwards: REINDEX INDEX %s"
                                .formatted(
                                        i.name(),
                                        table.name(),
                                        Sql.readable(new TableName(table.name().schema(), i.name()))));
    }

    private static boolean trainedTooEarly(Index index, List<Index> rebuilt) {
        return "ivfflat".equals(index.accessMethod()) && !rebuilt.contains(index);
    }
}
