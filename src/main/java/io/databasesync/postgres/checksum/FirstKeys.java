package io.databasesync.postgres.checksum;

import io.databasesync.sync.NamedRow;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.TableName;
import io.databasesync.text.Display;
import java.util.List;

/// Limits how many rows are named, and how much of a key is shown: enough to find the cause, and no more
/// than fits on a screen.
public final class FirstKeys {
    public static final int MOST = 10;
    /// Characters of one key.
    public static final int LONGEST = 80;

    private FirstKeys() {}

    /// @param found all rows, or one more than are named
    /// @param more whether there are more rows than were found
    static NamedRows of(TableName table, List<String> key, List<NamedRow> found, boolean more) {
        List<NamedRow> first = found.stream()
                .limit(MOST)
                .map(r -> new NamedRow(shown(r.key()), r.kind(), r.rows()))
                .toList();
        return new NamedRows(table, key, first, more || found.size() > MOST);
    }

    /// Keys that rows refer to and no row has.
    public static NamedRows missing(TableName referring, List<String> key, List<String> found) {
        List<NamedRow> rows = found.stream()
                .map(k -> new NamedRow(k, NamedRow.Kind.Missing, 1))
                .toList();
        return of(referring, key, rows, false);
    }

    private static String shown(String key) {
        String clean = key.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
        return clean.length() > LONGEST ? Display.cut(clean, LONGEST) + ")" : clean;
    }
}
