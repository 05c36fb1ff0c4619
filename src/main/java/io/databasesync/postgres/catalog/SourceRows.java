package io.databasesync.postgres.catalog;

import io.databasesync.postgres.session.Sql;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The rows that are read from a source table, and the columns of each: pure text. Copying, counting, checksums and
/// the look-up of keys all take their SQL from this one value, so they all mean the same rows.
///
/// @param relation the table as SQL spells it after `from`, with `only` where rows of other tables would be
/// included
/// @param condition that the rows meet; empty for all rows
/// @param expressions one for each column that is read
public record SourceRows(String relation, String condition, List<SelectExpression> expressions) {
    public SourceRows {
        expressions = List.copyOf(expressions);
    }

    /// All rows and all columns of a table.
    public static SourceRows all(TableDefinition table) {
        return new SourceRows(
                table.rowsOf(Sql.qualified(table.name())),
                "",
                table.columns().stream().map(SelectExpression::of).toList());
    }

    /// The same for another relation with the same columns, such as a partition.
    public SourceRows in(String otherRelation) {
        return new SourceRows(otherRelation, condition, expressions);
    }

    /// Whether the column is read.
    public boolean has(String column) {
        return expressions.stream().anyMatch(e -> e.column().equals(column));
    }

    /// Whether rows are left out. Then figures about the table say little about the rows that are read.
    public boolean filtered() {
        return !condition.isEmpty();
    }

    /// Whether the rows are the table's rows, unchanged.
    public boolean plain() {
        return !filtered() && expressions.stream().allMatch(SelectExpression::plain);
    }

    /// The text after `from` in a query over the rows. Each column has its own name there, and
    /// `ctid` is the row's place.
    public String from(String alias) {
        if (plain()) {
            return relation + " " + alias;
        }
        String read = Stream.concat(Stream.of("ctid"), expressions.stream().map(SelectExpression::named))
                .collect(Collectors.joining(", "));
        return "(select %s from %s%s) %s".formatted(read, relation, where(""), alias);
    }

    /// A query for some columns, in their order, as `COPY` takes it in parentheses.
    ///
    /// @param part a further condition, on `ctid`; empty for all rows
    public String select(Collection<String> columns, String part) {
        var byName = expressions.stream().collect(Collectors.toMap(SelectExpression::column, Function.identity()));
        String read = columns.stream()
                .map(c -> Objects.requireNonNull(byName.get(c), c).named())
                .collect(Collectors.joining(", "));
        return "select " + read + " from " + relation + where(part);
    }

    /// A query that counts the rows.
    public String count() {
        return "select count(*) from " + relation + where("");
    }

    private String where(String part) {
        String own = filtered() ? "(" + condition + ")" : "";
        return own.isEmpty() && part.isEmpty()
                ? ""
                : " where " + own + (own.isEmpty() || part.isEmpty() ? "" : " and ") + part;
    }
}
