package io.databasesync.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The first rows of a table that differ from what is expected.
///
/// Keys are values of rows and may be personal, such as an e-mail address. Only a person who runs `dbsync` in a
/// terminal with credentials of both databases sees them. Messages, status, history and logs contain only `summary`.
///
/// @param key the columns that name a row; empty for a table without a key, whose rows are named by their places
/// @param first the rows that are shown
/// @param more whether there are more
public record NamedRows(TableName table, List<String> key, List<NamedRow> first, boolean more) {
    public NamedRows {
        key = List.copyOf(key);
        first = List.copyOf(first);
    }

    /// The number of rows of each kind, without values: `by key (id): 1 different, 2 only on the source`.
    public String summary() {
        List<String> counts = new ArrayList<>();
        for (NamedRow.Kind kind : NamedRow.Kind.values()) {
            long rows = count(kind);
            if (rows > 0) {
                counts.add(rows + " " + kind.words());
            }
        }
        return by() + String.join(", ", counts) + rest();
    }

    /// The number of shown rows that differ in this way.
    public long count(NamedRow.Kind kind) {
        return first.stream()
                .filter(r -> r.kind() == kind)
                .mapToLong(NamedRow::rows)
                .sum();
    }

    /// The rows themselves, for a terminal only.
    public String inFull() {
        return table + " " + by()
                + first.stream()
                        .map(r -> (key.isEmpty() ? r.rows() + " at ctid " : "") + r.key() + " "
                                + r.kind().words())
                        .collect(Collectors.joining(", "))
                + rest();
    }

    private String by() {
        return key.isEmpty() ? "rows without a key: " : "by key (%s): ".formatted(String.join(", ", key));
    }

    private String rest() {
        return more ? ", and more" : "";
    }
}
