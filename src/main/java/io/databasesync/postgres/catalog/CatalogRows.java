package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Rows of the catalog queries as values.
final class CatalogRows {
    private CatalogRows() {}

    static Table table(ResultSet row) throws SQLException {
        return new Table(
                row.getLong("oid"),
                new TableName(text(row, "schema"), text(row, "name")),
                text(row, "kind"),
                row.getBoolean("unlogged"),
                row.getBoolean("partition"),
                row.getBoolean("inherits"),
                row.getBoolean("typed"),
                text(row, "access_method"),
                row.getLong("estimated_rows"),
                row.getLong("bytes"),
                row.getBoolean("rows_hidden"),
                texts(row, "options"),
                text(row, "tablespace"),
                text(row, "owner"),
                text(row, "replica_identity"),
                row.getString("comment"),
                row.getBoolean("may_select"),
                row.getBoolean("may_own"),
                row.getString("extension"));
    }

    static Column column(ResultSet row) throws SQLException {
        int statisticsTarget = row.getInt("statistics_target");
        boolean noTarget = row.wasNull();
        return new Column(
                text(row, "name"),
                text(row, "type"),
                text(row, "comparable_type"),
                new Column.LeafType(
                        text(row, "leaf_schema"),
                        text(row, "leaf_name"),
                        text(row, "leaf_kind"),
                        row.getBoolean("leaf_in_array"),
                        row.getBoolean("leaf_has_binary"),
                        row.getString("leaf_extension"),
                        texts(row, "enum_labels")),
                row.getBoolean("not_null"),
                row.getString("not_null_name"),
                row.getString("default_expression"),
                text(row, "generated"),
                text(row, "identity"),
                row.getString("collation"),
                row.getString("storage"),
                row.getString("compression"),
                noTarget ? null : Integer.valueOf(statisticsTarget),
                texts(row, "options"),
                row.getString("comment"));
    }

    static Index index(ResultSet row) throws SQLException {
        String constraint = row.getString("constraint_name");
        return new Index(
                text(row, "name"),
                text(row, "access_method"),
                row.getBoolean("is_unique"),
                row.getBoolean("valid"),
                row.getBoolean("clustered"),
                row.getBoolean("replica_identity"),
                text(row, "definition"),
                text(row, "tablespace"),
                row.getLong("bytes"),
                row.getString("comment"),
                constraint == null
                        ? null
                        : new Index.Constraint(
                                constraint,
                                text(row, "constraint_type"),
                                text(row, "constraint_definition"),
                                row.getBoolean("deferrable"),
                                row.getBoolean("deferred"),
                                row.getBoolean("without_overlaps"),
                                row.getString("constraint_comment")));
    }

    static Check check(ResultSet row) throws SQLException {
        return new Check(
                text(row, "name"), text(row, "definition"), row.getBoolean("validated"), row.getString("comment"));
    }

    static ForeignKey foreignKey(ResultSet row) throws SQLException {
        return new ForeignKey(
                new TableName(text(row, "schema"), text(row, "table_name")),
                text(row, "name"),
                new TableName(text(row, "referenced_schema"), text(row, "referenced_name")),
                text(row, "head"),
                text(row, "tail"),
                row.getBoolean("validated"),
                texts(row, "columns"),
                texts(row, "referenced_columns"),
                row.getBoolean("match_full"),
                row.getBoolean("temporal"),
                row.getBoolean("may_alter"),
                row.getString("comment"));
    }

    static Sequence sequence(ResultSet row) throws SQLException {
        return new Sequence(
                text(row, "column"),
                text(row, "schema"),
                text(row, "name"),
                row.getBoolean("identity"),
                row.getBoolean("owned"),
                row.getBoolean("shared"),
                text(row, "options"),
                row.getBoolean("ascending"),
                row.getBoolean("may_select"),
                row.getString("comment"));
    }

    static ExtendedStatistics statistics(ResultSet row) throws SQLException {
        int target = row.getInt("target");
        return new ExtendedStatistics(
                text(row, "schema"),
                text(row, "name"),
                text(row, "definition"),
                row.wasNull() ? null : Integer.valueOf(target));
    }

    static UserType type(ResultSet row) throws SQLException {
        return new UserType(
                text(row, "schema"),
                text(row, "name"),
                "d".equals(row.getString("kind")),
                row.getString("extension"),
                row.getString("extension_schema"),
                row.getString("definition"),
                row.getString("comment"));
    }

    static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getString(column), column);
    }

    static List<String> texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        List<String> result = new ArrayList<>();
        if (array != null) {
            for (Object value : (Object[]) array.getArray()) {
                result.add(String.valueOf(value));
            }
        }
        return result;
    }
}
