package io.databasesync.postgres.catalog;

import static io.databasesync.postgres.catalog.CatalogRows.text;
import static io.databasesync.postgres.catalog.CatalogRows.texts;

import io.databasesync.sync.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Converts rows of the queries in `sql/` to sequences.
final class SequenceRows {
    private SequenceRows() {}

    static Sequence sequence(ResultSet row) throws SQLException {
        return new Sequence(
                text(row, "column"),
                texts(row, "columns"),
                texts(row, "drawing"),
                text(row, "schema"),
                text(row, "name"),
                row.getBoolean("identity"),
                row.getBoolean("owned"),
                row.getBoolean("shared"),
                text(row, "options"),
                new Sequence.Range(
                        row.getLong("increment"), row.getLong("min"), row.getLong("max"), row.getBoolean("cycle")),
                row.getBoolean("unlogged"),
                new Sequence.Rights(
                        row.getBoolean("may_select"), row.getBoolean("may_update"), row.getBoolean("may_own")),
                row.getString("comment"));
    }

    static ListedSequence listedSequence(ResultSet row) throws SQLException {
        return new ListedSequence(
                row.getLong("oid"), row.getLong("owned_by"), row.getBoolean("of_extension"), sequence(row));
    }

    static SequenceUser sequenceUser(ResultSet row) throws SQLException {
        return new SequenceUser(
                row.getLong("sequence"),
                row.getLong("table_oid"),
                new TableName(text(row, "schema"), text(row, "name")),
                text(row, "column"),
                row.getBoolean("draws"));
    }
}
