package io.databasesync.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/// One pattern of a selection: a glob over `schema.table`, as `TablePatterns` describes it.
///
/// @param list the list that has it: `include` or `exclude`
/// @param text as it was written
record TablePattern(String list, String text, Part schema, Part name) {

    /// @throws SyncException `InvalidSpec` if it cannot be read
    static TablePattern parse(String list, String text) {
        List<Part> parts = parts(list, text);
        return new TablePattern(list, text, parts.getFirst(), parts.getLast());
    }

    List<TableName> matches(Collection<TableName> candidates) {
        return candidates.stream()
                .filter(table -> schema.matches(table.schema()) && name.matches(table.name()))
                .toList();
    }

    /// How many characters have to change until it matches.
    int distance(TableName table) {
        return schema.distance(table.schema()) + name.distance(table.name());
    }

    /// Where a message says that the pattern is.
    String field() {
        return "tables." + list;
    }

    /// Whether it may be several patterns in one.
    boolean hasComma() {
        return text.indexOf(',') >= 0;
    }

    /// How several patterns are written.
    String separately() {
        return separately(list);
    }

    /// One side of the dot.
    private record Part(String text, boolean literal) {
        /// A regular expression would need exponential time for a pattern of many stars.
        boolean matches(String name) {
            return literal ? text.equals(name) : distance(name) == 0;
        }

        /// How many characters have to change until the pattern matches (Levenshtein). Wildcards cost nothing.
        int distance(String name) {
            int[] found = name.codePoints().toArray();
            int[] above = IntStream.rangeClosed(0, found.length).toArray();
            for (int expected : text.codePoints().toArray()) {
                boolean star = !literal && expected == '*';
                boolean any = star || (!literal && expected == '?');
                int[] row = new int[found.length + 1];
                row[0] = above[0] + (star ? 0 : 1);
                for (int j = 0; j < found.length; j++) {
                    int swap = above[j] + (any || expected == found[j] ? 0 : 1);
                    row[j + 1] = Math.min(swap, Math.min(above[j + 1] + (star ? 0 : 1), row[j] + (star ? 0 : 1)));
                }
                above = row;
            }
            return above[found.length];
        }
    }

    /// Splits at the dot outside of quotes: schema and table.
    private static List<Part> parts(String list, String pattern) {
        List<Part> parts = new ArrayList<>();
        int i = 0;
        while (true) {
            boolean quoted = i < pattern.length() && pattern.charAt(i) == '"';
            StringBuilder text = new StringBuilder();
            i = quoted ? readQuoted(pattern, i + 1, text) : readPlain(pattern, i, text);
            if (text.isEmpty() || (!quoted && text.indexOf("\"") >= 0) || i > pattern.length()) {
                throw unreadable(list, pattern, "is not a pattern", "write SCHEMA.TABLE, quoted as in public.\"a.b\"");
            }
            parts.add(new Part(text.toString(), quoted));
            if (i == pattern.length()) {
                break;
            }
            if (pattern.charAt(i) != '.') {
                throw unreadable(list, pattern, "goes on after a closing quote", "quote the whole of the name");
            }
            i++;
        }
        if (parts.size() != 2 && pattern.indexOf(',') >= 0) {
            throw unreadable(list, pattern, "is not one pattern", separately(list));
        }
        if (parts.size() == 1) {
            throw unreadable(list, pattern, "names no schema", withSchema(pattern));
        }
        if (parts.size() > 2) {
            throw unreadable(
                    list, pattern, "has more than one dot", "quote the name that holds one, as in public.\"a.b\"");
        }
        return parts;
    }

    private static String withSchema(String pattern) {
        if (pattern.equals("public")) {
            return "write public.* for all tables of schema public";
        }
        String table = "write public." + pattern;
        return pattern.indexOf('*') >= 0 ? table : table + ", or " + pattern + ".* for all tables of schema " + pattern;
    }

    private static String separately(String list) {
        return "write each pattern by itself: --%s=A --%s=B, or two entries of tables.%s".formatted(list, list, list);
    }

    /// @return the index after the closing quote; beyond the end if there is no closing quote
    private static int readQuoted(String pattern, int from, StringBuilder text) {
        for (int i = from; i < pattern.length(); i++) {
            if (pattern.charAt(i) != '"') {
                text.append(pattern.charAt(i));
            } else if (i + 1 < pattern.length() && pattern.charAt(i + 1) == '"') {
                text.append('"');
                i++;
            } else {
                return i + 1;
            }
        }
        return pattern.length() + 1;
    }

    private static int readPlain(String pattern, int from, StringBuilder text) {
        int dot = pattern.indexOf('.', from);
        int end = dot < 0 ? pattern.length() : dot;
        text.append(pattern, from, end);
        return end;
    }

    /// A pattern that matches only this table.
    static String quoted(TableName table) {
        return quoted(table.schema()) + "." + quoted(table.name());
    }

    private static String quoted(String name) {
        boolean plain = name.chars().noneMatch(c -> ".*?\"".indexOf(c) >= 0);
        return plain ? name : "\"" + name.replace("\"", "\"\"") + "\"";
    }

    private static SyncException unreadable(String list, String pattern, String found, String fix) {
        return SyncException.of(
                Reason.InvalidSpec,
                "tables." + list,
                "the pattern %s in tables.%s %s".formatted(pattern, list, found),
                Fix.advice(fix));
    }
}
