package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Converts rows of the catalog queries to values.
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
                new Table.Tree(
                        row.getString("of_type"),
                        names(row, "parent_schemas", "parent_names"),
                        text(row, "partition_key"),
                        text(row, "partition_bound")),
                text(row, "access_method"),
                row.getLong("estimated_rows"),
                row.getLong("bytes"),
                row.getBoolean("rows_hidden"),
                texts(row, "options"),
                text(row, "tablespace"),
                text(row, "owner"),
                text(row, "replica_identity"),
                row.getString("comment"),
                row.getBoolean("may_use_schema"),
                row.getBoolean("may_select"),
                row.getBoolean("may_insert"),
                row.getBoolean("may_truncate"),
                row.getBoolean("may_own"),
                row.getBoolean("may_index"),
                row.getBoolean("owner_may_create"),
                row.getBoolean("may_set_owner"),
                oids(row, "ancestors"),
                row.getString("extension"));
    }

    static ListedTable listedTable(ResultSet row) throws SQLException {
        return new ListedTable(
                row.getLong("oid"), new TableName(text(row, "schema"), text(row, "name")), oids(row, "ancestors"));
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
                row.getBoolean("local"),
                row.getBoolean("not_null"),
                notNull(row),
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

    private static Column.@Nullable NotNull notNull(ResultSet row) throws SQLException {
        String name = row.getString("not_null_name");
        return name == null
                ? null
                : new Column.NotNull(
                        name,
                        row.getBoolean("not_null_local"),
                        row.getBoolean("not_null_no_inherit"),
                        row.getBoolean("not_null_validated"),
                        row.getString("not_null_comment"));
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
                texts(row, "key_columns"),
                texts(row, "statistics_targets"),
                text(row, "tablespace"),
                row.getString("attached_to"),
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
                                row.getBoolean("partitioned"),
                                row.getString("constraint_comment")));
    }

    static Check check(ResultSet row) throws SQLException {
        return new Check(
                text(row, "name"),
                text(row, "definition"),
                row.getBoolean("validated"),
                row.getBoolean("local"),
                row.getString("comment"));
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
                texts(row, "operand_types"),
                row.getBoolean("match_full"),
                row.getBoolean("temporal"),
                row.getBoolean("partitioned"),
                row.getArray("leaves") == null ? null : texts(row, "leaves"),
                new ForeignKey.Rights(
                        row.getBoolean("may_alter"),
                        text(row, "owner"),
                        row.getBoolean("may_reference"),
                        row.getBoolean("may_look_up")),
                row.getString("comment"));
    }

    static KeyType keyType(ResultSet row) throws SQLException {
        return new KeyType(text(row, "spelled"), text(row, "operator_schema"), row.getBoolean("is_enum"));
    }

    static Partition partition(ResultSet row) throws SQLException {
        return new Partition(
                row.getLong("oid"),
                new TableName(text(row, "schema"), text(row, "name")),
                text(row, "kind"),
                text(row, "parent"),
                text(row, "bound"),
                text(row, "key"),
                row.getBoolean("may_insert"));
    }

    static Trigger trigger(ResultSet row) throws SQLException {
        return new Trigger(
                new TableName(text(row, "schema"), text(row, "table_name")),
                row.getBoolean("partitioned"),
                text(row, "name"),
                row.getBoolean("always"),
                row.getBoolean("may_alter"),
                text(row, "owner"));
    }

    static ExtendedStatistics statistics(ResultSet row) throws SQLException {
        int target = row.getInt("target");
        boolean noTarget = row.wasNull();
        return new ExtendedStatistics(
                text(row, "schema"),
                text(row, "name"),
                text(row, "definition"),
                noTarget ? null : Integer.valueOf(target),
                row.getString("comment"));
    }

    private static List<Long> oids(ResultSet row, String column) throws SQLException {
        return texts(row, column).stream().map(Long::valueOf).toList();
    }

    private static List<TableName> names(ResultSet row, String schemas, String names) throws SQLException {
        List<String> schema = texts(row, schemas);
        List<String> name = texts(row, names);
        return IntStream.range(0, name.size())
                .mapToObj(i -> new TableName(schema.get(i), name.get(i)))
                .toList();
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
