package io.databasesync.engine;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.Progress.Count;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.SyncPlan;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Adds up what the threads of a run have done and tells the sink. Percent is the share of copied bytes and built
/// indexes in
/// their planned cost; it never goes back.
final class RunProgress {
    private static final long REPORT_EVERY_NANOS = Duration.ofMillis(250).toNanos();
    private static final int BEFORE_COPYING = 2;
    private static final int AFTER_INDEXING = 96;
    /// Even an empty table costs something.
    private static final long LEAST_COST = 8192;
    /// Below this share of the work an estimate of the rest would be a guess.
    private static final double ETA_FROM = 0.02;

    private final ProgressSink sink;
    private final Map<TableName, Long> plannedBytes = new HashMap<>();
    private final Map<TableName, Long> copiedBytes = new HashMap<>();
    private final Map<TableName, Long> rowsInFlight = new HashMap<>();
    private final Map<TableName, Double> indexShares = new HashMap<>();
    private final Map<TableName, Long> indexCosts = new HashMap<>();
    private final Map<TableName, String> current = new LinkedHashMap<>();
    private Phase phase = Phase.Pending;
    private int percent;
    private long copyCost;
    private long indexCost;
    private long builtIndexCost;
    private int tablesDone;
    private int tablesTotal;
    private int indexesDone;
    private int indexesTotal;
    private long rowsDone;
    private long rowsTotal;
    private long wireBytes;
    private long reportedAt;
    private @Nullable Instant copyingSince;
    private @Nullable Duration copyingTook;

    RunProgress(ProgressSink sink) {
        this.sink = sink;
    }

    synchronized void plan(SyncPlan plan) {
        tablesTotal = plan.tables().size();
        rowsTotal = plan.estimatedRows();
        indexesTotal = plan.totalIndexes();
        plan.tables().forEach(t -> plannedBytes.put(t.name(), Math.max(LEAST_COST, t.sourceBytes())));
        copyCost = plannedBytes.values().stream().mapToLong(Long::longValue).sum();
    }

    synchronized void plan(List<IndexBuild> builds) {
        indexCost = builds.stream().mapToLong(IndexBuild::cost).sum();
    }

    synchronized void enter(Phase next) {
        phase = next;
        current.clear();
        if (next == Phase.Copying) {
            copyingSince = Instant.now();
        } else if (copyingSince != null && copyingTook == null) {
            copyingTook = Duration.between(copyingSince, Instant.now());
        }
        report();
    }

    synchronized void copying(TableName table) {
        current.put(table, "");
        reportSometimes();
    }

    synchronized void copied(TableName table, long bytes, long rows) {
        wireBytes += bytes;
        rowsInFlight.merge(table, rows, Long::sum);
        long done = copiedBytes.merge(table, bytes, Long::sum);
        current.replace(table, " %d %%".formatted(Math.min(99, 100 * done / planned(table))));
        reportSometimes();
    }

    synchronized void tableDone(TableName table, long rows) {
        tablesDone++;
        rowsDone += rows;
        rowsInFlight.remove(table);
        rowsTotal = Math.max(rowsTotal, rowsDone);
        copiedBytes.put(table, planned(table));
        current.remove(table);
        if (tablesDone == tablesTotal) {
            rowsTotal = rowsDone; // an estimate until here
        }
        reportSometimes();
    }

    synchronized void building(IndexBuild build) {
        current.put(build.name(), "");
        indexCosts.put(build.name(), build.cost());
        reportSometimes();
    }

    /// How far a build is by the server's word.
    ///
    /// @param share 0 to 1
    /// @param step what the server does, for people; may be empty
    synchronized void building(IndexBuild build, double share, String step) {
        if (current.containsKey(build.name())) { // else it has ended meanwhile
            indexShares.merge(build.name(), share, Math::max);
            current.put(build.name(), step.isEmpty() ? "" : " (" + step + ")");
            reportSometimes();
        }
    }

    synchronized void indexDone(IndexBuild build) {
        indexesDone++;
        builtIndexCost += build.cost();
        current.remove(build.name());
        indexShares.remove(build.name());
        indexCosts.remove(build.name());
        reportSometimes();
    }

    synchronized long wireBytes() {
        return wireBytes;
    }

    synchronized Phase phase() {
        return phase;
    }

    /// Tells the sink although nothing was finished, so that time and rate stay fresh.
    synchronized void tick() {
        if (!phase.terminal()) {
            report();
        }
    }

    synchronized Progress snapshot() {
        long bytesTotal =
                plannedBytes.values().stream().mapToLong(Long::longValue).sum();
        return new Progress(
                phase,
                percent(),
                new Count(tablesDone, tablesTotal),
                new Count(rowsCopied(), rowsTotal),
                new Count(copyDone(), bytesTotal),
                bytesPerSecond(),
                new Count(indexesDone, indexesTotal),
                current.entrySet().stream().map(e -> e.getKey() + e.getValue()).toList(),
                eta(),
                message());
    }

    private void reportSometimes() {
        if (System.nanoTime() - reportedAt > REPORT_EVERY_NANOS) {
            report();
        }
    }

    private void report() {
        reportedAt = System.nanoTime();
        sink.report(snapshot());
    }

    private long planned(TableName table) {
        return plannedBytes.getOrDefault(table, LEAST_COST);
    }

    // The wire's bytes are not the disk's: what counts is the share of the table.
    private long copyDone() {
        return copiedBytes.entrySet().stream()
                .mapToLong(e -> Math.min(e.getValue(), planned(e.getKey())))
                .sum();
    }

    // An estimate of the total may be too low: then what is done is the total so far.
    private long rowsCopied() {
        long inFlight =
                rowsInFlight.values().stream().mapToLong(Long::longValue).sum();
        return Math.min(rowsTotal, rowsDone + inFlight);
    }

    private double share() {
        long total = copyCost + indexCost;
        return total == 0 ? 0 : (copyDone() + builtIndexCost + indexCostInFlight()) / total;
    }

    private double indexCostInFlight() {
        return indexShares.entrySet().stream()
                .mapToDouble(e -> e.getValue() * indexCosts.getOrDefault(e.getKey(), 0L))
                .sum();
    }

    private int percent() {
        int now = switch (phase) {
            case Pending, Validating -> 0;
            case Preparing -> 1;
            case Copying, Indexing -> BEFORE_COPYING + (int) ((AFTER_INDEXING - BEFORE_COPYING) * share());
            case Verifying -> AFTER_INDEXING + 1;
            case Publishing -> AFTER_INDEXING + 3;
            case Succeeded -> 100;
            case RollingBack, Failed, Cancelled -> percent;
        };
        percent = Math.max(percent, now);
        return percent;
    }

    private long bytesPerSecond() {
        if (copyingSince == null) {
            return 0;
        }
        Duration took = copyingTook == null ? Duration.between(copyingSince, Instant.now()) : copyingTook;
        return wireBytes * 1000 / Math.max(1, took.toMillis());
    }

    private @Nullable Instant eta() {
        double share = share();
        boolean working = phase == Phase.Copying || phase == Phase.Indexing;
        if (!working || copyingSince == null || share < ETA_FROM) {
            return null;
        }
        Duration spent = Duration.between(copyingSince, Instant.now());
        return Instant.now().plusMillis((long) (spent.toMillis() * (1 - share) / share));
    }

    private String message() {
        return switch (phase) {
            case Pending -> "Waiting to start";
            case Validating -> "Comparing both databases";
            case Preparing -> "Making stage tables";
            case Copying -> "Copying%s: %s of %s rows".formatted(first(), number(rowsCopied()), number(rowsTotal));
            case Indexing -> "Building index%s: %d of %d done".formatted(first(), indexesDone, indexesTotal);
            case Verifying -> "Counting the rows of %d tables on both sides".formatted(tablesTotal);
            case Publishing -> "Moving %d tables into place".formatted(tablesTotal);
            case RollingBack -> "Dropping the stage; the tables of the target are as they were";
            case Succeeded ->
                tablesDone == 0
                        ? "Nothing had to be written"
                        : "%d tables, %s rows verified and published".formatted(tablesTotal, number(rowsDone));
            case Failed -> "Failed; the target is as it was";
            case Cancelled -> "Cancelled; the target is as it was";
        };
    }

    private String first() {
        return current.entrySet().stream()
                .findFirst()
                .map(e -> " " + e.getKey() + (e.getValue().startsWith(" (") ? e.getValue() : ""))
                .orElse("");
    }

    private static String number(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }
}
