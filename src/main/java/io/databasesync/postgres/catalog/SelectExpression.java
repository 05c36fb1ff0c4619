package io.databasesync.postgres.catalog;

import io.databasesync.postgres.session.Sql;

/// An expression that is read as a column: the column itself, or a replacement.
///
/// @param column its name
/// @param sql over the columns of the table, of the column's own type: in it the value is copied and compared
public record SelectExpression(String column, String sql) {
    /// The column as it is.
    static SelectExpression of(Column column) {
        return new SelectExpression(column.name(), Sql.identifier(column.name()));
    }

    boolean plain() {
        return sql.equals(Sql.identifier(column));
    }

    String named() {
        return plain() ? sql : sql + " as " + Sql.identifier(column);
    }
}
