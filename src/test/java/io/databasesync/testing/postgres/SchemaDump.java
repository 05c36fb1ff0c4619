package io.databasesync.testing.postgres;

import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The output of `pg_dump --schema-only` for a database, one definition for each object.
///
/// It is normalised: it ignores the order of objects, which follows OIDs, comments and settings around the
/// definitions, and the kinds of objects that no run creates, which docs/limits.md lists.
public final class SchemaDump {
    private static final Pattern ENTRY =
            Pattern.compile("(?m)^-- Name: (.*); Type: ([A-Z ]+); Schema: (.*); Owner:.*\\R--\\R");

    private static final Set<String> NOT_CREATED =
            Set.of("FUNCTION", "PROCEDURE", "AGGREGATE", "TRIGGER", "POLICY", "ROW SECURITY", "RULE", "VIEW");

    private SchemaDump() {}

    /// Definitions by the kind and name of their object.
    static SortedMap<String, String> parse(String dump) {
        SortedMap<String, String> objects = new TreeMap<>();
        Matcher entry = ENTRY.matcher(dump);
        while (entry.find()) {
            int end = dump.indexOf("\n-- Name: ", entry.end());
            String definition = dump.substring(entry.end(), end < 0 ? dump.length() : end);
            if (!NOT_CREATED.contains(entry.group(2))) {
                objects.merge(
                        "%s %s.%s".formatted(entry.group(2), entry.group(3), entry.group(1)),
                        withoutSettings(definition),
                        String::concat);
            }
        }
        return objects;
    }

    private static String withoutSettings(String definition) {
        return definition
                .replaceAll("(?m)^(--.*|SET default_\\w+ = .*|\\\\(un)?restrict .*)$", "")
                .replaceAll("\\n{2,}", "\n")
                .strip();
    }
}
