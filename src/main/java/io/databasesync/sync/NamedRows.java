package io.databasesync.sync;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The first rows of a table that are not as they have to be.
///
/// Keys are values of somebody's rows: an e-mail address may be one. They are shown to a person who runs `dbsync` in a
/// terminal with credentials of both databases, and go nowhere where they would stay or others would read them: no
/// message, status, history or log has more than `summary`.
///
/// @param key columns by which they are named; empty for a table without a key, whose rows are named by their places
/// @param first as many as are shown
/// @param more whether there are more
public record NamedRows(TableName table, List<String> key, List<NamedRow> first, boolean more) {
    public NamedRows {
        key = List.copyOf(key);
        first = List.copyOf(first);
    }

    /// How many there are of each kind, without a value: `by key (id): 1 different, 2 only on the source`.
    public String summary() {
        List<String> counts = new ArrayList<>();
        for (NamedRow.Kind kind : NamedRow.Kind.values()) {
            long rows = first.stream()
                    .filter(r -> r.kind() == kind)
                    .mapToLong(NamedRow::rows)
                    .sum();
            if (rows > 0) {
                counts.add(rows + " " + kind.words());
            }
        }
        return by() + String.join(", ", counts) + rest();
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
