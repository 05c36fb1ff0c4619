package io.databasesync.sync;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
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
        for (TablePattern pattern : patterns("include", selection.include())) {
            set.addAll(pattern.matches(sequences));
            included.addAll(matches(pattern, known));
        }
        TreeSet<TableName> excluded = new TreeSet<>();
        TreeSet<TableName> left = new TreeSet<>();
        for (TablePattern pattern : patterns("exclude", selection.exclude())) {
            left.addAll(pattern.matches(sequences));
            excluded.addAll(matches(pattern, known));
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
        patterns("include", selection.include());
        patterns("exclude", selection.exclude());
    }

    /// The tables that the patterns select from earlier synced tables. A pattern without a match is allowed.
    ///
    /// @throws SyncException `InvalidSpec` for a pattern that cannot be read
    public static List<TableName> matching(TableSelection selection, Collection<TableName> candidates) {
        TreeSet<TableName> selected = new TreeSet<>();
        patterns("include", selection.include()).forEach(p -> selected.addAll(p.matches(candidates)));
        patterns("exclude", selection.exclude())
                .forEach(p -> p.matches(candidates).forEach(selected::remove));
        return List.copyOf(selected);
    }

    private static List<TablePattern> patterns(String list, List<String> texts) {
        return texts.stream().map(text -> TablePattern.parse(list, text)).toList();
    }

    private static List<TableName> matches(TablePattern pattern, Known known) {
        List<TableName> matches = pattern.matches(known.tables());
        if (matches.isEmpty() && pattern.matches(known.sequences()).isEmpty()) {
            List<TableName> seen = pattern.matches(known.views().get());
            throw seen.isEmpty() ? unmatched(pattern, known.tables()) : view(pattern, seen.getFirst());
        }
        return matches;
    }

    private static SyncException view(TablePattern pattern, TableName view) {
        return unmatched(
                pattern,
                ": %s is a view, and only tables are copied".formatted(view),
                "select the tables that it reads, or remove the pattern");
    }

    private static SyncException unmatched(TablePattern pattern, Collection<TableName> candidates) {
        if (candidates.isEmpty()) {
            return unmatched(
                    pattern,
                    ", which has no tables that the role can see",
                    "check the database's name and the role's rights");
        }
        return unmatched(pattern, "", pattern.hasComma() ? pattern.separately() : suggestion(pattern, candidates));
    }

    private static SyncException unmatched(TablePattern pattern, String more, String fix) {
        return SyncException.of(
                Reason.UnmatchedPattern,
                pattern.field(),
                "the pattern %s in %s matches no table of the source%s"
                        .formatted(pattern.text(), pattern.field(), more),
                Fix.advice(fix));
    }

    private static String suggestion(TablePattern pattern, Collection<TableName> candidates) {
        return "did you mean "
                + candidates.stream()
                        .sorted(Comparator.comparingInt(pattern::distance).thenComparing(Comparator.naturalOrder()))
                        .limit(SUGGESTIONS)
                        .map(TablePattern::quoted)
                        .collect(Collectors.joining(", "))
                + "?";
    }
}
