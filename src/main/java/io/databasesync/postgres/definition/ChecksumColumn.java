package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.session.Sql;
import java.util.Set;

/// The form of a column in the hash of its row: text, unless text is slow or differs between servers.
final class ChecksumColumn {
    /// Arrays of these types are sent with the OIDs of their elements. OIDs of built-in types are the
    /// same on all servers.
    private static final Set<String> SENT_ARRAYS = Set.of("real[]", "double precision[]", "bytea[]", "money[]");

    private static final Set<String> VECTORS = Set.of("vector", "halfvec", "sparsevec");

    private ChecksumColumn() {}

    /// An expression over the column. Strict functions keep `NULL` different from every other value.
    static String expression(Column column) {
        String name = Sql.identifier(column.name());
        Column.LeafType leaf = column.leaf();
        if (SENT_ARRAYS.contains(column.comparableType())) {
            return "sha224(array_send(" + name + "))";
        }
        if (leaf.inArray()) {
            return name;
        }
        if ("vector".equals(leaf.extension()) && VECTORS.contains(leaf.name())) {
            return "sha224(" + Sql.qualified(leaf.schema(), leaf.name() + "_send") + "(" + name + "))";
        }
        return "pg_catalog".equals(leaf.schema()) ? builtIn(leaf.name(), name) : name;
    }

    private static String builtIn(String type, String name) {
        return switch (type) {
            case "bytea" -> "sha224(" + name + ")";
            // COPY as text prints every NaN alike: sign and payload of a NaN are not content
            case "float4", "float8" ->
                "%ssend(case when %s = 'NaN' then 'NaN' else %s end)".formatted(type, name, name);
            case "money" -> "cash_send(" + name + ")"; // printed by lc_monetary
            case "char" -> "charsend(" + name + ")"; // PostgreSQL 16 and later print bytes above 127 differently
            default -> name;
        };
    }
}
