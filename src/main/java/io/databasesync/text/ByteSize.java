package io.databasesync.text;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sizes as people write them: `10000000000`, `10GB` as in PostgreSQL's settings, `10Gi` as in Kubernetes. Each unit is
/// 1024 times the one before.
public final class ByteSize {
    private static final Pattern SIZE =
            Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,3})?)\\s*(B|kB|KB|MB|GB|TB|Ki|Mi|Gi|Ti|KiB|MiB|GiB|TiB)?");
    private static final List<String> UNITS = List.of("B", "K", "M", "G", "T");

    private ByteSize() {}

    /// @throws IllegalArgumentException naming the text, if it is no size
    public static long parse(String text) {
        Matcher matcher = SIZE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("%s is no size; write it like 10GB, 500MB or 10Gi".formatted(text));
        }
        String unit = matcher.group(2) == null
                ? "B"
                : matcher.group(2).toUpperCase(Locale.ROOT).substring(0, 1);
        try {
            return new BigDecimal(matcher.group(1))
                    .multiply(BigDecimal.valueOf(1L << (10 * UNITS.indexOf(unit))))
                    .toBigInteger()
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("%s is more than a disk can hold".formatted(text), e);
        }
    }
}
