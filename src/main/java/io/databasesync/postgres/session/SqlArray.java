package io.databasesync.postgres.session;

import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A list as one parameter of a statement. The server receives an array, so that a name may hold any character.
///
/// @param type of the elements, as PostgreSQL names it
public record SqlArray(String type, List<? extends @Nullable Object> elements) {

    /// For `text[]`.
    public static SqlArray texts(Collection<? extends @Nullable String> texts) {
        return new SqlArray("text", new ArrayList<>(texts));
    }

    /// For `bigint[]`.
    public static SqlArray numbers(Collection<? extends Number> numbers) {
        return new SqlArray("bigint", List.copyOf(numbers));
    }

    /// For `integer[]`.
    public static SqlArray integers(Collection<Integer> numbers) {
        return new SqlArray("integer", List.copyOf(numbers));
    }

    /// For `oid[]`.
    public static SqlArray oids(Collection<Long> oids) {
        return new SqlArray("oid", List.copyOf(oids));
    }

    /// The schemas of some names, in their order.
    public static SqlArray schemas(Collection<TableName> names) {
        return texts(names.stream().map(TableName::schema).toList());
    }

    /// Some names without their schemas, in their order.
    public static SqlArray names(Collection<TableName> names) {
        return texts(names.stream().map(TableName::name).toList());
    }

    /// The array as the server reads it.
    String literal() {
        return elements.stream()
                .map(e -> e == null
                        ? "NULL"
                        : '"' + e.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }
}
