package io.databasesync.sync;

import java.util.Comparator;

/// A table's name with its schema, unquoted.
public record TableName(String schema, String name) implements Comparable<TableName> {
    private static final Comparator<TableName> ORDER =
            Comparator.comparing(TableName::schema).thenComparing(TableName::name);

    @Override
    public int compareTo(TableName other) {
        return ORDER.compare(this, other);
    }

    /// For people: `public.orders`. `postgres` quotes names for SQL.
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
