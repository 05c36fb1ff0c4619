package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.Relocation;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.Fix;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// How a table of the target differs from the source's in the rows that it can hold. Each difference comes with the
/// statement for the target that corrects it: pure text.
///
/// The target may have its own order of columns, defaults, `NOT NULL`, identity, other indexes and constraints, and a
/// primary key where the source has none. These are not differences.
///
/// @param relocation of the source's extensions to the target's
/// @param owners of the target's columns
public record TableDrift(TablePair pair, Relocation relocation, ColumnOwners owners) {

    /// Empty if both are alike, and if the table is missing.
    public List<Difference> differences() {
        return pair.target().map(this::differences).orElse(List.of());
    }

    private List<Difference> differences(TableDefinition there) {
        List<Difference> differences = new ArrayList<>();
        for (Column s : pair.source().columns()) {
            Optional<Column> t = there.column(s.name());
            if (t.isPresent()) {
                difference(there, t.get())
                        .filter(_ -> !saidAbove(there, t.get()))
                        .ifPresent(differences::add);
            } else if (!pair.intersect()) {
                missing(there, s).ifPresent(differences::add);
            }
        }
        if (pair.intersect()
                && pair.columns().isEmpty()
                && !pair.source().columns().isEmpty()) {
            differences.add(new Difference(
                    "both ends have no column in common",
                    Fix.advice("exclude the table, or add its columns to the target")));
        }
        if (!pair.intersect()) {
            there.columns().stream()
                    .filter(t -> pair.source().column(t.name()).isEmpty() && !saidAbove(there, t))
                    .forEach(t -> differences.add(surplus(owners.of(there, t), t)));
        }
        primaryKey(there).ifPresent(differences::add);
        return differences;
    }

    private Optional<Difference> difference(TableDefinition there, Column column) {
        return pair.source()
                .column(column.name())
                .flatMap(s -> new ColumnDrift(pair, s, column, relocation, owners.of(there, column)).difference());
    }

    private static Difference surplus(TableName owner, Column column) {
        return new Difference(
                "the source lacks column " + column.name(),
                Fix.run("ALTER TABLE %s DROP COLUMN %s".formatted(Sql.readable(owner), Sql.readable(column.name()))),
                List.of(new ColumnChange(owner, column.name(), true)));
    }

    // Whether the table of the run that defines the column has the same to say: then its statement mends both.
    private boolean saidAbove(TableDefinition there, Column column) {
        TableName owner = owners.of(there, column);
        return !owner.equals(pair.name())
                && owners.pair(owner)
                        .filter(above -> new TableDrift(above, relocation, owners).says(column.name()))
                        .isPresent();
    }

    private boolean says(String column) {
        return pair.target()
                .flatMap(there -> there.column(column)
                        .map(c -> pair.source().column(column).isPresent()
                                ? difference(there, c).isPresent()
                                : !pair.intersect()))
                .orElse(false);
    }

    // If another table of the run has to get the column, that table says so.
    private Optional<Difference> missing(TableDefinition there, Column column) {
        TableName to = owners.ofMissing(there, column);
        return !to.equals(pair.name()) && owners.sourceHas(to, column)
                ? Optional.empty()
                : Optional.of(new Difference(
                        "the target lacks column " + column.name(),
                        Fix.run("ALTER TABLE %s ADD COLUMN %s".formatted(Sql.readable(to), added(column)))));
    }

    private String table() {
        return Sql.readable(pair.name());
    }

    // NOT NULL only where existing rows get a value.
    private String added(Column column) {
        String type =
                relocation.apply(column.type()) + (column.collation() == null ? "" : " COLLATE " + column.collation());
        String name = Sql.readable(column.name()) + " ";
        boolean serial = pair.source()
                .sequenceOf(column.name())
                .filter(s -> s.movesWithTable() && !s.identity())
                .isPresent();
        String expression = column.defaultExpression() == null ? null : relocation.apply(column.defaultExpression());
        if (serial) {
            return name + serial(column.type());
        }
        if (!column.identity().isEmpty()) {
            return name + type + " GENERATED " + ("a".equals(column.identity()) ? "ALWAYS" : "BY DEFAULT")
                    + " AS IDENTITY";
        }
        if (expression == null || pair.source().sequenceOf(column.name()).isPresent()) {
            return name + type;
        }
        if (!column.generated().isEmpty()) {
            return name + type + " GENERATED ALWAYS AS (" + expression + ")"
                    + ("s".equals(column.generated()) ? " STORED" : " VIRTUAL");
        }
        return name + type + " DEFAULT " + expression + (column.notNull() ? " NOT NULL" : "");
    }

    private static String serial(String type) {
        return switch (type) {
            case "smallint" -> "smallserial";
            case "bigint" -> "bigserial";
            default -> "serial";
        };
    }

    // A key that only the target has is its own constraint. A key with columns of only one end cannot be judged.
    private Optional<Difference> primaryKey(TableDefinition there) {
        Optional<Index> s = pair.source().primaryKey();
        Optional<Index> t = there.primaryKey();
        List<String> here = s.map(Index::keyColumns).orElse(List.of());
        List<String> other = t.map(Index::keyColumns).orElse(List.of());
        Set<String> all = new HashSet<>(here);
        all.addAll(other);
        boolean common = all.stream()
                .allMatch(c ->
                        pair.source().column(c).isPresent() && there.column(c).isPresent());
        if (here.isEmpty() || here.equals(other) || (pair.intersect() && !common)) {
            return Optional.empty();
        }
        List<String> changes = new ArrayList<>();
        t.map(Index::constraint).ifPresent(c -> changes.add("DROP CONSTRAINT " + Sql.readable(c.name())));
        s.map(Index::constraint)
                .ifPresent(c -> changes.add("ADD CONSTRAINT " + Sql.readable(c.name()) + " " + c.definition()));
        List<String> statements = new ArrayList<>();
        String nulls = here.stream()
                .filter(c -> there.column(c).filter(k -> !k.notNull()).isPresent())
                .map(c -> Sql.readable(c) + " IS NULL")
                .collect(Collectors.joining(" OR "));
        if (!nulls.isEmpty()) { // no key can have these rows, and the sync replaces all rows
            statements.add("DELETE FROM %s WHERE %s".formatted(table(), nulls));
        }
        statements.add("ALTER TABLE %s %s".formatted(table(), String.join(", ", changes)));
        return Optional.of(new Difference(
                "the primary key is (%s) on the source and (%s) on the target".formatted(names(here), names(other)),
                Fix.run(statements)));
    }

    private static String names(List<String> columns) {
        return columns.stream().map(Sql::readable).collect(Collectors.joining(", "));
    }
}
