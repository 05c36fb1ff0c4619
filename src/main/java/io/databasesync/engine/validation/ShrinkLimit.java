package io.databasesync.engine.validation;

import io.databasesync.sync.Fix;
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

/// Refuses to replace many rows by few. Otherwise an emptied source or a wrong direction would empty the target too.
///
/// @param maxPercent percentage of all tables' rows that the target may lose; 100 allows everything
public record ShrinkLimit(int maxPercent) {
    private static final int EVERYTHING = 100;
    /// A table with fewer rows may become empty.
    private static final long WORTH_KEEPING = 1000;
    private static final int SHOWN = 10;
    /// The first words of the warning.
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

    /// Compares the rows before with the rows after.
    ///
    /// @return the losses within the limit, as a warning
    /// @throws SyncException `ShrinkLimit`
    public Optional<String> check(List<Change> changes) {
        if (off()) {
            return Optional.empty();
        }
        List<Change> emptied = changes.stream().filter(Change::empties).toList();
        if (!emptied.isEmpty()) {
            throw refusal("the sync would empty " + tables(emptied));
        }
        long before = changes.stream().mapToLong(Change::before).sum();
        long after = changes.stream().mapToLong(Change::after).sum();
        List<Change> losing = changes.stream().filter(c -> c.loss() > 0).toList();
        if (before - after > before / (double) EVERYTHING * maxPercent) {
            throw refusal(String.format(
                    Locale.ROOT,
                    "of %,d rows the sync would leave %,d, which is %d %% less, while safety.maxShrinkPercent is %d: %s",
                    before,
                    after,
                    Math.round((before - after) * (double) EVERYTHING / before),
                    maxPercent,
                    tables(losing)));
        }
        return losing.isEmpty() ? Optional.empty() : Optional.of(LOSSES + ": " + tables(losing));
    }

    /// The warnings of a run at its end: those of its plan, with the counted losses instead of the estimated ones.
    public static List<String> warnings(Plan plan, Optional<String> losses) {
        return Stream.concat(
                        plan.warnings().stream()
                                .filter(w -> !w.about().equals(LOSSES))
                                .map(Plan.Warning::message),
                        losses.stream())
                .toList();
    }

    private static SyncException refusal(String found) {
        return SyncException.of(
                Reason.ShrinkLimit,
                "safety.maxShrinkPercent",
                "the target would lose rows: " + found,
                Fix.advice("check direction and source, or allow it with safety.maxShrinkPercent: 100"));
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
