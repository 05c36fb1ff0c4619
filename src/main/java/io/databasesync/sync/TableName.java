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

    /// As people read it, `public.orders`; quoting for SQL is `postgres`' affair.
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
