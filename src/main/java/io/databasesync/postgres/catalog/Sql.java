package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;
import java.util.Collection;
import java.util.stream.Collectors;

/// Names and literals as SQL spells them. Every name is quoted, so that no keyword list has to be kept.
public final class Sql {
    private Sql() {}

    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    public static String qualified(String schema, String name) {
        return identifier(schema) + "." + identifier(name);
    }

    public static String qualified(TableName table) {
        return qualified(table.schema(), table.name());
    }

    public static String list(Collection<String> names) {
        return names.stream().map(Sql::identifier).collect(Collectors.joining(", "));
    }

    /// A string constant that means the same whatever `standard_conforming_strings` is.
    public static String literal(String value) {
        String doubled = value.replace("'", "''");
        return value.contains("\\") ? "E'" + doubled.replace("\\", "\\\\") + "'" : "'" + doubled + "'";
    }
}
