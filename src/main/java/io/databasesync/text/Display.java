package io.databasesync.text;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/// Formats numbers and names for people.
public final class Display {
    private static final String[] BYTE_UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

    private static final String CUT = " …";

    private Display() {}

    /// `1.4 GB`; units of 1000, as for disks and networks.
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 999.95 && unit < BYTE_UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, BYTE_UNITS[unit]);
    }

    /// `218,714`
    public static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /// `1 table`, `1,700 tables`
    public static String count(long count, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
    }

    /// `0.4 s`, `42 s`, `3 min 5 s`, `2 h 10 min`
    public static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return "%d min %d s".formatted(seconds / 60, seconds % 60);
        }
        return "%d h %d min".formatted(seconds / 3600, seconds % 3600 / 60);
    }

    /// A database's text, without the control characters that could repaint a terminal or forge a log line.
    public static String printable(String untrusted) {
        return untrusted.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?");
    }

    /// `41 MB/s`, `1.2 MB/s`, `300 kB/s`
    public static String rate(long bytesPerSecond) {
        if (bytesPerSecond >= 10_000_000) {
            return "%d MB/s".formatted(bytesPerSecond / 1_000_000);
        }
        if (bytesPerSecond >= 1_000_000) {
            return String.format(Locale.ROOT, "%.1f MB/s", bytesPerSecond / 1e6);
        }
        return "%d kB/s".formatted(Math.max(1, bytesPerSecond / 1000));
    }

    /// At most this many characters. Never cuts a surrogate pair: half of one cannot be written as UTF-8.
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = most - CUT.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    /// The row count from a server's statistics, if there is one.
    public static String estimatedRows(OptionalLong rows) {
        return rows.isPresent()
                ? "about " + count(rows.getAsLong(), "row")
                : "an unknown number of rows (no statistics yet)";
    }
}
