package io.databasesync.progress;

import io.databasesync.sync.Wording;
import java.time.Duration;
import java.util.Locale;

/// Numbers and names as people read them.
public final class Display {
    private static final String[] BYTE_UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

    private Display() {}

    /// `1.4 GB`; units of 1000, as disks and networks are sold.
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

    /// `1 table`, `17 tables`
    public static String count(long count, String noun) {
        return Wording.count(count, noun);
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

    /// What a database said, without the control characters that could repaint a terminal or forge a log line.
    public static String text(String untrusted) {
        return untrusted.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "?");
    }
}
