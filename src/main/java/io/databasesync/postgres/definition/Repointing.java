package io.databasesync.postgres.definition;

import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.TableName;
import java.util.Map;
import java.util.Optional;

/// Gives relations other names in a query that the server has printed with an empty `search_path`, so that each of
/// its relations is qualified. It reads the tokens of the query: names in strings, and functions, stay.
///
/// A column of a table that is called like a schema looks like a relation of that schema. The server then refuses the
/// statement, or the comparison of what both queries use finds the difference.
///
/// @param names the new name of each relation
public record Repointing(Map<TableName, TableName> names) {
    private static final String REGCLASS = "::regclass";

    public Repointing {
        names = Map.copyOf(names);
    }

    /// The same query over the other relations.
    public String of(String query) {
        return new Scan(query).result();
    }

    private final class Scan {
        private final String sql;
        private final StringBuilder out = new StringBuilder();
        private int at;

        Scan(String sql) {
            this.sql = sql;
        }

        String result() {
            while (at < sql.length()) {
                char c = sql.charAt(at);
                if (c == '\'') {
                    literal(false);
                } else if (c == '"' || beginsName(c)) {
                    name();
                } else if (c >= '0' && c <= '9') {
                    copyTo(endOfNumber());
                } else {
                    copyTo(at + 1);
                }
            }
            return out.toString();
        }

        private void copyTo(int end) {
            out.append(sql, at, end);
            at = end;
        }

        // A number ends before a name that follows it.
        private int endOfNumber() {
            int end = at;
            while (end < sql.length() && (continuesName(sql.charAt(end)) || sql.charAt(end) == '.')) {
                end++;
            }
            return end;
        }

        private void literal(boolean escapes) {
            int end = endOfLiteral(escapes);
            if (sql.startsWith(REGCLASS, end)) {
                Optional<TableName> named =
                        relation(sql.substring(at + 1, end - 1).replace("''", "'"));
                TableName other = named.map(names::get).orElse(null);
                if (other != null) {
                    out.append(Sql.literal(Sql.qualified(other)));
                    at = end;
                    return;
                }
            }
            copyTo(end);
        }

        private int endOfLiteral(boolean escapes) {
            int end = at + 1;
            while (end < sql.length()) {
                char c = sql.charAt(end);
                if (c == '\\' && escapes) {
                    end += 2;
                } else if (c != '\'') {
                    end++;
                } else if (sql.startsWith("''", end)) {
                    end += 2;
                } else {
                    return end + 1;
                }
            }
            return sql.length();
        }

        private void name() {
            int end = endOfName(sql, at);
            if (end < sql.length() && sql.charAt(end) == '\'') { // E'…'
                boolean escapes = sql.substring(at, end).equalsIgnoreCase("e");
                copyTo(end);
                literal(escapes);
                return;
            }
            boolean first = at == 0 || sql.charAt(at - 1) != '.';
            int next = first && sql.startsWith(".", end) ? endOfName(sql, end + 1) : end;
            if (next <= end + 1 || sql.startsWith("(", next)) {
                copyTo(end);
                return;
            }
            TableName other = names.get(
                    new TableName(spelledName(sql.substring(at, end)), spelledName(sql.substring(end + 1, next))));
            if (other == null) {
                copyTo(next);
            } else {
                out.append(Sql.qualified(other));
                at = next;
            }
        }
    }

    // The relation that a text names, if it names one with its schema.
    private static Optional<TableName> relation(String text) {
        int dot = endOfName(text, 0);
        if (!text.startsWith(".", dot) || endOfName(text, dot + 1) != text.length()) {
            return Optional.empty();
        }
        return Optional.of(new TableName(spelledName(text.substring(0, dot)), spelledName(text.substring(dot + 1))));
    }

    /// The position after a name that begins at `from`; `from` itself if none does.
    private static int endOfName(String text, int from) {
        int end = from;
        if (text.startsWith("\"", end)) {
            end++;
            while (end < text.length()) {
                if (text.startsWith("\"\"", end)) {
                    end += 2;
                } else if (text.charAt(end) == '"') {
                    return end + 1;
                } else {
                    end++;
                }
            }
            return end;
        }
        if (end < text.length() && beginsName(text.charAt(end))) {
            while (end < text.length() && continuesName(text.charAt(end))) {
                end++;
            }
        }
        return end;
    }

    private static String spelledName(String token) {
        return token.startsWith("\"") ? token.substring(1, token.length() - 1).replace("\"\"", "\"") : token;
    }

    private static boolean beginsName(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
    }

    private static boolean continuesName(char c) {
        return beginsName(c) || (c >= '0' && c <= '9') || c == '$';
    }
}
