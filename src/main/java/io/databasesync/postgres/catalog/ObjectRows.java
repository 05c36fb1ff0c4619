package io.databasesync.postgres.catalog;

import static io.databasesync.postgres.catalog.CatalogRows.text;
import static io.databasesync.postgres.catalog.CatalogRows.texts;

import io.databasesync.sync.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/// Converts rows of the queries in `sql/` to objects that tables need, or that are in their way.
final class ObjectRows {
    private ObjectRows() {}

    static NeededObject neededObject(ResultSet row) throws SQLException {
        return new NeededObject(
                text(row, "kind"),
                text(row, "identity"),
                text(row, "schema"),
                text(row, "name"),
                text(row, "used_by"),
                row.getString("extension"),
                row.getString("extension_schema"));
    }

    static NamedObject namedObject(ResultSet row) throws SQLException {
        return new NamedObject(
                text(row, "kind"),
                text(row, "identity"),
                text(row, "schema"),
                row.getBoolean("may_use_schema"),
                row.getBoolean("may_use"));
    }

    static NameHolder nameHolder(ResultSet row) throws SQLException {
        return new NameHolder(
                text(row, "kind"), new TableName(text(row, "schema"), text(row, "name")), row.getString("of_table"));
    }

    static OfferedExtension offeredExtension(ResultSet row) throws SQLException {
        return new OfferedExtension(
                text(row, "name"), row.getBoolean("may_create"), row.getBoolean("for_anybody"), texts(row, "requires"));
    }

    static ColumnDependent columnDependent(ResultSet row) throws SQLException {
        ColumnDependent.Kind kind = switch (row.getInt("step")) {
            case 1 -> ColumnDependent.Kind.GeneratedColumn;
            case 2 -> ColumnDependent.Kind.Belonging;
            case 4 -> ColumnDependent.Kind.View;
            default -> ColumnDependent.Kind.Other;
        };
        return new ColumnDependent(
                kind,
                text(row, "described"),
                text(row, "drop_statement"),
                texts(row, "create_statements"),
                row.getLong("view"),
                row.getLong("table_oid"),
                text(row, "column_name"));
    }

    static UserType type(ResultSet row) throws SQLException {
        List<String> names = texts(row, "part_names");
        List<String> types = texts(row, "part_types");
        List<String> comparables = texts(row, "part_comparables");
        return new UserType(
                row.getLong("oid"),
                text(row, "schema"),
                text(row, "name"),
                text(row, "kind"),
                text(row, "spelled"),
                row.getString("extension"),
                row.getString("extension_schema"),
                row.getString("definition"),
                row.getString("comment"),
                texts(row, "labels"),
                row.getString("comparable"),
                row.getBoolean("not_null"),
                IntStream.range(0, names.size())
                        .mapToObj(i -> new UserType.Part(names.get(i), types.get(i), comparables.get(i)))
                        .toList(),
                texts(row, "additions"));
    }

    static UserCollation collation(ResultSet row) throws SQLException {
        return new UserCollation(
                text(row, "schema"),
                text(row, "name"),
                text(row, "spelled"),
                text(row, "provider"),
                row.getString("locale"),
                row.getString("ctype"),
                row.getBoolean("deterministic"),
                row.getString("rules"),
                row.getString("comment"),
                row.getBoolean("used"));
    }

    static DependentView dependentView(ResultSet row) throws SQLException {
        return new DependentView(
                row.getLong("oid"),
                new TableName(CatalogRows.text(row, "schema"), CatalogRows.text(row, "name")),
                CatalogRows.text(row, "spelled"),
                row.getBoolean("materialized"),
                row.getBoolean("populated"),
                CatalogRows.text(row, "owner"),
                row.getLong("bytes"),
                row.getLong("index_bytes"),
                CatalogRows.texts(row, "reads").stream().map(Long::valueOf).toList(),
                CatalogRows.text(row, "obstacle"),
                CatalogRows.text(row, "head"),
                CatalogRows.text(row, "query"),
                CatalogRows.texts(row, "statements"),
                CatalogRows.text(row, "made"),
                List.of(),
                List.of());
    }
}
