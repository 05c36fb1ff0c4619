package io.databasesync.sync;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;

/// A table's name with its schema, unquoted.
public record TableName(String schema, String name) implements Comparable<TableName> {
    private static final Comparator<TableName> ORDER =
            Comparator.comparing(TableName::schema).thenComparing(TableName::name);
    private static final int SHOWN = 10;

    /// For people: `table public.a`, or `tables public.a, public.b`. Of many tables, the first ten.
    public static String inWords(Collection<TableName> tables) {
        String shown = tables.stream().limit(SHOWN).map(TableName::toString).collect(Collectors.joining(", "));
        int more = tables.size() - SHOWN;
        return (tables.size() == 1 ? "table " : "tables ") + shown + (more > 0 ? " and %d more".formatted(more) : "");
    }

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
