package io.databasesync.text;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as Kubernetes spells them: `5s`, `90m`, `1h30m`, `250ms`.
public final class Durations {
    private static final Pattern WHOLE = Pattern.compile("([0-9]{1,9}(ms|s|m|h))+");
    private static final Pattern PART = Pattern.compile("([0-9]+)(ms|s|m|h)");

    private Durations() {}

    /// Stricter than `Duration.parse` of the Kubernetes client: that accepts `5 s`, `1d` and `-5s` too, which no rule
    /// of the CRD does.
    ///
    /// @throws IllegalArgumentException naming the text, if it is not a duration
    public static Duration parse(String text) {
        if (!WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException("%s is no duration; write it like 5s, 90m or 6h".formatted(text));
        }
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            long amount = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "ms" -> Duration.ofMillis(amount);
                        case "s" -> Duration.ofSeconds(amount);
                        case "m" -> Duration.ofMinutes(amount);
                        default -> Duration.ofHours(amount);
                    });
        }
        return sum;
    }

    /// Seconds are the smallest unit: `4m12s`, `0s`.
    public static String format(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        StringBuilder text = new StringBuilder();
        if (seconds >= 3600) {
            text.append(seconds / 3600).append('h');
        }
        if (seconds >= 60) {
            text.append(seconds / 60 % 60).append('m');
        }
        return text.append(seconds % 60).append('s').toString();
    }
}
