package io.databasesync.sync;

import java.util.Locale;
import java.util.OptionalLong;

/// Amounts as people say them.
public final class Wording {
    private static final String CUT = " …";

    private Wording() {}

    /// `1 table`, `1,700 tables`
    public static String count(long count, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
    }

    /// At most so many characters. None is cut in two: half of one cannot be written as UTF-8.
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most - CUT.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    /// What a server's statistics say of tables, if they say anything.
    public static String estimatedRows(OptionalLong rows) {
        return rows.isPresent()
                ? "about " + count(rows.getAsLong(), "row")
                : "an unknown number of rows (no statistics yet)";
    }
}
