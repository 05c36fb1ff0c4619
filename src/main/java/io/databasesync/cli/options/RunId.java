package io.databasesync.cli.options;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;

/// Names a run of the terminal: `20261121-103059-x7k2`, the time in UTC and four characters against collisions.
final class RunId {
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private RunId() {}

    static String next(InstantSource clock) {
        String suffix = new SecureRandom()
                .ints(4, 0, 36)
                .mapToObj(digit -> Integer.toString(digit, 36))
                .collect(Collectors.joining());
        return SECOND.format(clock.instant()) + "-" + suffix;
    }
}
