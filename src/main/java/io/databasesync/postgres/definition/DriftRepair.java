package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.ColumnDependent;
import io.databasesync.sync.Fix;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The statements that mend differences, with those that drop the objects in their way and make them again: pure text.
///
/// @param differences of one table, of tables that foreign keys connect, or of types
/// @param dependents on columns that get another type, in the order in which they can be made again
/// @param inTheWay objects that need a column that the target has to drop, for the message
public record DriftRepair(
        List<Difference> differences, List<ColumnDependent> dependents, List<String> inTheWay, Set<ColumnChange> made) {

    /// Drops the dependents, mends the differences and makes the dependents again. The type of a generated column that
    /// is made again changes afterwards.
    public Fix fix() {
        Fix all = Difference.fix(differences);
        List<String> statements = new ArrayList<>();
        dependents.reversed().stream()
                .map(ColumnDependent::drop)
                .filter(drop -> !drop.isEmpty())
                .forEach(statements::add);
        changes(false, statements);
        dependents.stream()
                .filter(DriftRepair::generated)
                .map(ColumnDependent::create)
                .forEach(statements::addAll);
        changes(true, statements);
        dependents.stream()
                .filter(d -> !generated(d))
                .map(ColumnDependent::create)
                .forEach(statements::addAll);
        Fix fix = new Fix(all.first(), statements.stream().distinct().toList(), all.side(), all.advice());
        return inTheWay.isEmpty()
                ? fix
                : fix.after(inTheWay.stream()
                        .collect(Collectors.joining(
                                ", ", "drop the objects that need a column which the source lacks (", ")")));
    }

    private static boolean generated(ColumnDependent dependent) {
        return dependent.kind() == ColumnDependent.Kind.GeneratedColumn;
    }

    private void changes(boolean ofGenerated, List<String> statements) {
        differences.stream()
                .filter(d -> (!d.changes().isEmpty() && made.containsAll(d.changes())) == ofGenerated)
                .map(d -> d.fix().statements())
                .forEach(statements::addAll);
    }
}
