package io.databasesync.engine.validation;

import io.databasesync.sync.Plan;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Refuses to replace many rows by few: a source that somebody has emptied, or a direction the wrong way round,
/// would empty the target as well.
///
/// @param maxPercent what the rows of all tables together may shrink by; 100 allows everything
public record ShrinkLimit(int maxPercent) {
    private static final int EVERYTHING = 100;
    /// A table with less may become empty.
    private static final long WORTH_KEEPING = 1000;
    private static final int SHOWN = 10;
    /// What the warning begins with.
    public static final String LOSSES = "tables get fewer rows";

    /// Rows of a table that is replaced.
    record Change(TableName table, long before, long after) {
        long loss() {
            return Math.max(0, before - after);
        }

        private boolean empties() {
            return after == 0 && before >= WORTH_KEEPING;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%s from %,d to %,d", table, before, after);
        }
    }

    public boolean off() {
        return maxPercent >= EVERYTHING;
    }

    /// Compares what is there with what would be.
    ///
    /// @return what is lost within the limit, for a warning
    /// @throws SyncException `ShrinkLimit`
    public Optional<String> check(List<Change> changes) {
        if (off()) {
            return Optional.empty();
        }
        List<Change> emptied = changes.stream().filter(Change::empties).toList();
        if (!emptied.isEmpty()) {
            throw refusal("it would empty " + tables(emptied));
        }
        long before = changes.stream().mapToLong(Change::before).sum();
        long after = changes.stream().mapToLong(Change::after).sum();
        List<Change> losing = changes.stream().filter(c -> c.loss() > 0).toList();
        if (before - after > before / (double) EVERYTHING * maxPercent) {
            throw refusal(String.format(
                    Locale.ROOT,
                    "of %,d rows it would leave %,d, which is %d %% less, while safety.maxShrinkPercent is %d: %s",
                    before,
                    after,
                    Math.round((before - after) * (double) EVERYTHING / before),
                    maxPercent,
                    tables(losing)));
        }
        return losing.isEmpty() ? Optional.empty() : Optional.of(LOSSES + ": " + tables(losing));
    }

    /// What a run warns of at its end: what its plan did, but for losses, which are counted by then.
    public static List<String> warnings(Plan plan, Optional<String> losses) {
        return Stream.concat(
                        plan.warnings().stream()
                                .filter(w -> !w.about().equals(LOSSES))
                                .map(Plan.Warning::message),
                        losses.stream())
                .toList();
    }

    private static SyncException refusal(String found) {
        return new SyncException(
                Reason.ShrinkLimit,
                "the sync takes rows away from the target: %s; check that direction and source are right, or allow it with safety.maxShrinkPercent: 100"
                        .formatted(found));
    }

    private static String tables(List<Change> changes) {
        String shown = changes.stream()
                .sorted(Comparator.comparingLong(Change::loss).reversed())
                .limit(SHOWN)
                .map(Change::toString)
                .collect(Collectors.joining(", "));
        return shown + " rows" + (changes.size() > SHOWN ? ", and %d more".formatted(changes.size() - SHOWN) : "");
    }
}
