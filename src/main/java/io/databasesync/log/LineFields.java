package io.databasesync.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The fields of a log line. By the convention of this code, the template names them: `phase={} tables={}/{}` has the
/// fields `phase`, `tables` and `tablesTotal`. A duration, by convention `took={}`, is the field `seconds`.
final class LineFields {
    private static final Pattern PLACE =
            Pattern.compile("(?:(?<name>\\w+)=|(?<of>/))?\\{}|(?<fixed>\\w+)=(?<text>\\w+)");

    private static final String TOOK = "took";
    private static final double MILLIS = 1000;

    private LineFields() {}

    /// @param arguments of the template; a place without one is left out
    static Map<String, Object> of(@Nullable String template, Object @Nullable [] arguments) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (template == null) {
            return fields;
        }
        Deque<Object> values = new ArrayDeque<>(
                arguments == null
                        ? List.of()
                        : Arrays.stream(arguments).map(LineFields::value).toList());
        String before = "";
        Matcher places = PLACE.matcher(template);
        while (places.find()) {
            if (places.group("fixed") != null) {
                fields.put(places.group("fixed"), places.group("text"));
                continue;
            }
            Object value = values.poll();
            String name = places.group("of") == null ? places.group("name") : before + "Total";
            if (name != null && value != null) {
                fields.put(name.equals(TOOK) ? "seconds" : name, value);
            }
            before = name == null ? "" : name;
        }
        return fields;
    }

    /// Numbers and truths stay what they are.
    private static Object value(@Nullable Object argument) {
        if (argument instanceof Duration duration) {
            return duration.toMillis() / MILLIS;
        }
        return argument instanceof Number || argument instanceof Boolean ? argument : String.valueOf(argument);
    }
}
