package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Check;
import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.session.Sql;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The stage of a table that stays: a plain table that holds the new rows until they are filled in. It has the same
/// columns and checks, but no indexes, keys or sequences: pure text.
public final class FillStage {
    /// Types whose values name tables. They are staged as text, and looked up when all tables are in place.
    private static final Set<String> OF_TABLES = Set.of("regclass", "regtype");

    private static final Pattern OWN_OID = Pattern.compile("\\btableoid\\b");

    private FillStage() {}

    /// The pair with the stage's definition.
    ///
    /// @param unlogged so that no publication for all tables publishes the rows
    public static TablePair of(TablePair pair, boolean unlogged) {
        TableDefinition shape = pair.definition();
        boolean alike = shape.columns().stream().noneMatch(FillStage::namesTables);
        boolean complete =
                shape.writableColumns().stream().allMatch(c -> pair.rows().has(c));
        List<Column> columns = shape.columns().stream()
                .filter(c -> c.writable() || (alike && !ofTable(c.defaultExpression())))
                .map(c -> column(pair, c))
                .toList();
        List<Check> checks = shape.checks().stream()
                .filter(c -> alike && complete && !pair.late().contains(c.name()))
                .filter(c -> !ofTable(c.definition()))
                .filter(c -> !c.definition().contains(".*")) // its function may take the table's own row type
                .toList();
        Table plain = shape.table()
                .with(t -> t.kind("r")
                        .unlogged(unlogged)
                        .partition(false)
                        .inherits(false)
                        .tree(Table.Tree.NONE)
                        .replicaIdentity("d")
                        .options(List.of())
                        .accessMethod("heap")
                        .comment(null));
        return pair.withDefinition(
                new TableDefinition(plain, columns, List.of(), checks, List.of(), List.of(), List.of(), List.of()));
    }

    // The stage is another table.
    private static boolean ofTable(@Nullable String expression) {
        return expression != null && OWN_OID.matcher(expression).find();
    }

    // A column that is not copied is NULL in the stage. Generated columns stay, because checksums compare them.
    private static Column column(TablePair pair, Column column) {
        boolean copied = pair.rows().has(column.name());
        boolean named = namesTables(column);
        return column.with(c -> c.identity("")
                .defaultExpression(column.writable() ? null : column.defaultExpression())
                .notNull(column.notNull() && copied)
                .notNullConstraint(null)
                .local(true)
                .comment(null)
                .type(named ? "text" : column.type())
                .comparableType(named ? "text" : column.comparableType())
                .collation(named ? null : column.collation())
                .storage(named ? null : column.storage())
                .compression(named ? null : column.compression()));
    }

    /// Whether values of the column name tables.
    public static boolean namesTables(Column column) {
        return "pg_catalog".equals(column.leaf().schema())
                && OF_TABLES.contains(column.leaf().name());
    }

    /// The text after `select` for the values of a table's columns, from its stage.
    ///
    /// @param shape the definition of the table itself
    public static String values(TableDefinition shape, List<String> columns) {
        return columns.stream()
                .map(name -> shape.column(name)
                        .filter(FillStage::namesTables)
                        .map(c -> Sql.identifier(name) + "::" + c.type())
                        .orElse(Sql.identifier(name)))
                .collect(Collectors.joining(", "));
    }
}
