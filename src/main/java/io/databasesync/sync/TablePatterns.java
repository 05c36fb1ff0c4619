package io.databasesync.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Resolves the patterns of a selection to tables. Patterns are globs over `schema.table`: `*` is any text, `?` any
/// one character. A part in double quotes is taken literally, as in `psql`: `public."Weird.Name"`. Case matters.
///
/// A pattern without a match is an error, for excludes as well. It is a typing mistake: the tables that it should
/// name would be missing, or replaced, and nobody would notice.
public final class TablePatterns {
    private static final int SUGGESTIONS = 3;

    /// The tables and sequences of a sync, sorted.
    ///
    /// @param excluded tables that an include pattern names and an exclude pattern removed
    /// @param sequences sequences that an include pattern names and no exclude pattern
    /// @param excludedSequences sequences that an exclude pattern names
    public record Selection(
            List<TableName> included,
            List<TableName> excluded,
            List<TableName> sequences,
            List<TableName> excludedSequences) {
        /// No table.
        public static final Selection NONE = new Selection(List.of(), List.of(), List.of(), List.of());

        public Selection {
            included = List.copyOf(included);
            excluded = List.copyOf(excluded);
            sequences = List.copyOf(sequences);
            excludedSequences = List.copyOf(excludedSequences);
        }
    }

    /// What the source has.
    private record Known(
            Collection<TableName> tables, Collection<TableName> sequences, Supplier<List<TableName>> views) {}

    private TablePatterns() {}

    /// Applies the patterns to tables only.
    public static Selection resolve(TableSelection selection, Collection<TableName> candidates) {
        return resolve(selection, candidates, List.of());
    }

    /// Applies the patterns.
    ///
    /// @param candidates every table that can be copied, in any order
    /// @param sequences every sequence that patterns can select
    /// @throws SyncException `InvalidSpec` for a pattern that cannot be read, `UnmatchedPattern` for one without
    /// a match, or if no table is left to copy
    public static Selection resolve(
            TableSelection selection, Collection<TableName> candidates, Collection<TableName> sequences) {
        return resolve(selection, candidates, sequences, List::of);
    }

    /// As `resolve`; a pattern that matches only a view is answered so.
    ///
    /// @param views views and materialized views of the source, which are not copied
    public static Selection resolve(
            TableSelection selection,
            Collection<TableName> candidates,
            Collection<TableName> sequences,
            Supplier<List<TableName>> views) {
        Known known = new Known(candidates, sequences, views);
        TreeSet<TableName> included = new TreeSet<>();
        TreeSet<TableName> set = new TreeSet<>();
        for (String pattern : selection.include()) {
            set.addAll(matches(parts("include", pattern), sequences));
            included.addAll(matches("include", pattern, known));
        }
        TreeSet<TableName> excluded = new TreeSet<>();
        TreeSet<TableName> left = new TreeSet<>();
        for (String pattern : selection.exclude()) {
            left.addAll(matches(parts("exclude", pattern), sequences));
            excluded.addAll(matches("exclude", pattern, known));
        }
        excluded.retainAll(included);
        included.removeAll(excluded);
        set.removeAll(left);
        if (included.isEmpty()) {
            throw SyncException.of(
                    Reason.UnmatchedPattern,
                    excluded.isEmpty() ? "tables.include" : "tables.exclude",
                    excluded.isEmpty()
                            ? "no table is selected: the patterns of tables.include match only sequences"
                            : "no table is selected: tables.exclude removes all %d tables that tables.include selects"
                                    .formatted(excluded.size()),
                    Fix.advice(excluded.isEmpty() ? "include a table too" : "narrow tables.exclude"));
        }
        return new Selection(List.copyOf(included), List.copyOf(excluded), List.copyOf(set), List.copyOf(left));
    }

    /// Checks that the patterns can be read.
    ///
    /// @throws SyncException `InvalidSpec` for a pattern that cannot be read
    public static void check(TableSelection selection) {
        selection.include().forEach(pattern -> parts("include", pattern));
        selection.exclude().forEach(pattern -> parts("exclude", pattern));
    }

    /// The tables that the patterns select from earlier synced tables. A pattern without a match is allowed.
    ///
    /// @throws SyncException `InvalidSpec` for a pattern that cannot be read
    public static List<TableName> matching(TableSelection selection, Collection<TableName> candidates) {
        TreeSet<TableName> selected = new TreeSet<>();
        selection.include().forEach(p -> selected.addAll(matches(parts("include", p), candidates)));
        selection
                .exclude()
                .forEach(p -> matches(parts("exclude", p), candidates).forEach(selected::remove));
        return List.copyOf(selected);
    }

    private static List<TableName> matches(List<Part> parts, Collection<TableName> candidates) {
        Predicate<String> schema = parts.getFirst().matcher();
        Predicate<String> name = parts.getLast().matcher();
        return candidates.stream()
                .filter(table -> schema.test(table.schema()) && name.test(table.name()))
                .toList();
    }

    private static List<TableName> matches(String list, String pattern, Known known) {
        List<Part> parts = parts(list, pattern);
        List<TableName> matches = matches(parts, known.tables());
        if (matches.isEmpty() && matches(parts, known.sequences()).isEmpty()) {
            List<TableName> seen = matches(parts, known.views().get());
            throw seen.isEmpty()
                    ? unmatched(list, pattern, parts, known.tables())
                    : view(list, pattern, seen.getFirst());
        }
        return matches;
    }

    /// One side of the dot.
    private record Part(String text, boolean literal) {
        Predicate<String> matcher() {
            return literal ? text::equals : glob().asMatchPredicate();
        }

        private Pattern glob() {
            return Pattern.compile(
                    text.codePoints()
                            .mapToObj(c -> switch (c) {
                                case '*' -> ".*";
                                case '?' -> ".";
                                default -> Pattern.quote(Character.toString(c));
                            })
                            .collect(Collectors.joining()),
                    Pattern.DOTALL);
        }

        /// How many characters have to change until the pattern matches (Levenshtein). Wildcards cost nothing.
        int distance(String name) {
            int[] above = new int[name.length() + 1];
            for (int j = 0; j <= name.length(); j++) {
                above[j] = j;
            }
            for (int i = 0; i < text.length(); i++) {
                char expected = text.charAt(i);
                boolean star = !literal && expected == '*';
                boolean any = !literal && (star || expected == '?');
                int[] row = new int[name.length() + 1];
                row[0] = above[0] + (star ? 0 : 1);
                for (int j = 0; j < name.length(); j++) {
                    int swap = above[j] + (any || expected == name.charAt(j) ? 0 : 1);
                    row[j + 1] = Math.min(swap, Math.min(above[j + 1] + (star ? 0 : 1), row[j] + (star ? 0 : 1)));
                }
                above = row;
            }
            return above[name.length()];
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

    private static SyncException view(String list, String pattern, TableName view) {
        return SyncException.of(
                Reason.UnmatchedPattern,
                "tables." + list,
                "the pattern %s in tables.%s matches no table of the source: %s is a view, and only tables are copied"
                        .formatted(pattern, list, view),
                Fix.advice("select the tables that it reads, or remove the pattern"));
    }

    private static SyncException unmatched(
            String list, String pattern, List<Part> parts, Collection<TableName> candidates) {
        String problem = "the pattern %s in tables.%s matches no table of the source".formatted(pattern, list);
        return candidates.isEmpty()
                ? SyncException.of(
                        Reason.UnmatchedPattern,
                        "tables." + list,
                        problem + ", which has no tables that the role can see",
                        Fix.advice("check the database's name and the role's rights"))
                : SyncException.of(
                        Reason.UnmatchedPattern,
                        "tables." + list,
                        problem,
                        Fix.advice(pattern.indexOf(',') < 0 ? suggestion(parts, candidates) : separately(list)));
    }

    private static String suggestion(List<Part> parts, Collection<TableName> candidates) {
        Comparator<TableName> nearest = Comparator.comparingInt(
                        (TableName table) -> parts.getFirst().distance(table.schema())
                                + parts.getLast().distance(table.name()))
                .thenComparing(Comparator.naturalOrder());
        return "did you mean "
                + candidates.stream()
                        .sorted(nearest)
                        .limit(SUGGESTIONS)
                        .map(TablePatterns::quoted)
                        .collect(Collectors.joining(", "))
                + "?";
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
