package io.databasesync.postgres.session;

import io.databasesync.sync.TableName;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Names and literals as SQL spells them. Every name is quoted, so no list of keywords is needed.
public final class Sql {
    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");
    /// @see <a href="https://www.postgresql.org/docs/current/sql-keywords-appendix.html">Reserved key words</a>
    private static final Set<String> RESERVED = Set.of(
            ("all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate"
                            + " collation column concurrently constraint create cross current_catalog current_date"
                            + " current_role current_schema current_time current_timestamp current_user default"
                            + " deferrable desc distinct do else end except false fetch for foreign freeze from full"
                            + " grant group having ilike in initially inner intersect into is isnull join lateral"
                            + " leading left like limit localtime localtimestamp natural not notnull null offset on"
                            + " only or order outer overlaps placing primary references returning right select"
                            + " session_user similar some symmetric system_user table tablesample then to trailing"
                            + " true union unique user using variadic verbose when where window with")
                    .split(" "));

    private Sql() {}

    public static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    public static String qualified(String schema, String name) {
        return identifier(schema) + "." + identifier(name);
    }

    public static String qualified(TableName table) {
        return qualified(table.schema(), table.name());
    }

    /// A name in a statement for the operator to read and run: quoted only where SQL requires it.
    public static String readable(String name) {
        return PLAIN.matcher(name).matches() && !RESERVED.contains(name) ? name : identifier(name);
    }

    public static String readable(TableName table) {
        return readable(table.schema()) + "." + readable(table.name());
    }

    public static String list(Collection<String> names) {
        return names.stream().map(Sql::identifier).collect(Collectors.joining(", "));
    }

    /// A string constant that means the same with every setting of `standard_conforming_strings`.
    public static String literal(String value) {
        String doubled = value.replace("'", "''");
        return value.contains("\\") ? "E'" + doubled.replace("\\", "\\\\") + "'" : "'" + doubled + "'";
    }

    /// A text array constant.
    public static String texts(Collection<String> values) {
        return values.stream().map(Sql::literal).collect(Collectors.joining(", ", "array[", "]::text[]"));
    }

    /// A constant of an array of numbers.
    ///
    /// @param type of the elements
    public static String numbers(String type, Collection<? extends Number> values) {
        return values.stream().map(Number::toString).collect(Collectors.joining(",", "'{", "}'::" + type + "[]"));
    }

    /// A block that runs in the server, in PL/pgSQL.
    ///
    /// @param body from `declare` or `begin` to `end`
    public static String block(String body) {
        return "do " + literal(body);
    }

    /// A block that runs the statements that a query returns, in their order.
    ///
    /// @param query with one column
    public static String each(String query) {
        return block("declare s text; begin foreach s in array array(select q.statement from (" + query
                + "\n) q) loop execute s; end loop; end");
    }

    /// A query with constants instead of its parameters.
    ///
    /// @param constants as SQL spells them, one for each `?`
    public static String bound(String query, String... constants) {
        StringBuilder text = new StringBuilder();
        int next = 0;
        for (String line : query.split("\n", -1)) {
            if (line.startsWith("--")) { // in a comment it is no parameter
                continue;
            }
            for (int at = line.indexOf('?'); at >= 0; at = line.indexOf('?')) {
                text.append(line, 0, at).append(constants[next++]);
                line = line.substring(at + 1);
            }
            text.append(line).append('\n');
        }
        return text.toString();
    }
}
