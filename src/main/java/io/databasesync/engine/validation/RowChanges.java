package io.databasesync.engine.validation;

import io.databasesync.engine.validation.ShrinkLimit.Change;
import io.databasesync.postgres.catalog.RowCounts;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// The number of rows in each table that a run replaces, before and after.
public final class RowChanges {
    /// Estimates with a smaller loss are used without a count: the run counts the copied rows anyway.
    private static final double NOTABLE = 0.9;

    private RowChanges() {}

    /// The changes before the copy, from the servers' estimates. Rows are counted if an estimate is missing, cannot
    /// be used or shows a notable loss.
    public static List<Change> expected(SourceDatabase source, TargetDatabase target, List<TablePair> pairs) {
        return Round.each(pairs, pair -> expected(source, target, pair)).stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Change> expected(SourceDatabase source, TargetDatabase target, TablePair pair) {
        return pair.target().map(there -> {
            Table from = pair.source().table();
            Table to = there.table();
            long after = from.estimatedRows();
            long before = to.estimatedRows();
            if (!pair.rows().filtered() && after > 0 && before >= 0 && after >= before * NOTABLE) {
                return new Change(pair.name(), before, after);
            }
            List<Long> counted = Round.together(List.of(
                    () -> rows(from, () -> source.read(c -> c.rows(from, pair.rows()))),
                    () -> rows(to, () -> target.read(c -> c.rows(to)))));
            return new Change(pair.name(), counted.getLast(), counted.getFirst());
        });
    }

    /// The counted changes, before the new rows are visible.
    ///
    /// @param present rows that the target has now
    /// @param copied rows that it will have
    /// @param tables partitions among them count for the selected table to which they belong
    public static List<Change> counted(
            Map<TableName, Long> present, List<VerifiedTable> copied, List<TablePair> tables) {
        Map<TableName, TableName> roots = tables.stream().collect(Collectors.toMap(TablePair::name, TablePair::root));
        Map<TableName, Long> after = new TreeMap<>();
        copied.forEach(c -> after.merge(roots.getOrDefault(c.name(), c.name()), c.rows(), Long::sum));
        return after.entrySet().stream()
                .filter(a -> present.containsKey(a.getKey()))
                .map(a -> new Change(a.getKey(), present.getOrDefault(a.getKey(), 0L), a.getValue()))
                .toList();
    }

    /// Counts the rows that a swap will replace.
    public static Map<TableName, Long> present(TargetDatabase target, List<TablePair> pairs) {
        List<Table> tables = pairs.stream()
                .filter(p -> p.root().equals(p.name()))
                .flatMap(p -> p.target().stream())
                .map(TableDefinition::table)
                .toList();
        Map<TableName, Long> present = new HashMap<>();
        tables.forEach(t -> present.put(t.name(), Math.max(0, t.estimatedRows())));
        List<Table> visible = tables.stream().filter(RowChanges::visible).toList();
        for (List<Table> group : RowCounts.groups(visible, Table::bytes)) {
            List<Long> counted = RowCounts.of(
                    target.control(),
                    Reason.ConnectionLost,
                    group.stream()
                            .map(t -> new RowCounts.Rows(t.rows(), "counting table " + t.name()))
                            .toList());
            for (int i = 0; i < group.size(); i++) {
                present.put(group.get(i).name(), counted.get(i));
            }
        }
        return present;
    }

    private static long rows(Table table, LongSupplier counted) {
        return visible(table) ? counted.getAsLong() : Math.max(0, table.estimatedRows());
    }

    // If our role may not see all rows of a table, only the estimate is known.
    private static boolean visible(Table table) {
        return table.maySelect() && !table.rowsHidden();
    }
}
