package io.databasesync.engine.progress;

import io.databasesync.engine.work.IndexBuild;
import io.databasesync.sync.TableName;
import java.util.HashMap;
import java.util.Map;

/// What a run has to do and what of it is done, in bytes of a plain copy; whoever shares it guards it.
final class Workload {
    /// Even an empty table costs something.
    private static final long LEAST_COST = 8192;

    private final Map<TableName, Long> plannedBytes = new HashMap<>();
    private final Map<TableName, Long> copiedBytes = new HashMap<>();
    private final Map<TableName, Long> indexCosts = new HashMap<>();
    private final Map<TableName, Double> indexShares = new HashMap<>();
    private long indexCost;
    private long builtIndexCost;
    private long keptCost;

    /// @param bytes heap and TOAST on the source
    void plan(TableName table, long bytes) {
        plannedBytes.put(table, Math.max(LEAST_COST, bytes));
    }

    void planIndexes(long cost) {
        indexCost = cost;
    }

    /// @param bytes over the wire, or less than none where a copy is taken back
    /// @return percent of the table; 100 only when it is done
    long copied(TableName table, long bytes) {
        long done = copiedBytes.merge(table, bytes, Long::sum);
        return Math.min(99, 100 * done / planned(table));
    }

    /// Nothing is copied yet.
    void copyAnew() {
        copiedBytes.clear();
    }

    void done(TableName table) {
        copiedBytes.put(table, planned(table));
    }

    /// It was done before this process came.
    void kept(TableName table) {
        done(table);
        keptCost += planned(table);
    }

    void building(IndexBuild build) {
        indexCosts.put(build.name(), build.cost());
    }

    /// @param share 0 to 1 of the build; it never goes back
    void building(IndexBuild build, double share) {
        indexShares.merge(build.name(), share, Math::max);
    }

    boolean isBuilding(TableName index) {
        return indexCosts.containsKey(index);
    }

    void done(IndexBuild build) {
        builtIndexCost += build.cost();
        indexShares.remove(build.name());
        indexCosts.remove(build.name());
    }

    /// It was done before this process came.
    void kept(IndexBuild build) {
        keptCost += build.cost();
        done(build);
    }

    long bytesTotal() {
        return plannedBytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /// The wire's bytes are not the disk's: what counts is the share of the table.
    long bytesDone() {
        return copiedBytes.entrySet().stream()
                .mapToLong(e -> Math.min(e.getValue(), planned(e.getKey())))
                .sum();
    }

    /// 0 to 1, of all.
    double share() {
        long total = bytesTotal() + indexCost;
        return total == 0 ? 0 : (bytesDone() + builtIndexCost + indexCostInFlight()) / total;
    }

    /// Of that, what this process did.
    double shareOfOurs() {
        return share() - keptCost / (double) Math.max(1, bytesTotal() + indexCost);
    }

    private long planned(TableName table) {
        return plannedBytes.getOrDefault(table, LEAST_COST);
    }

    private double indexCostInFlight() {
        return indexShares.entrySet().stream()
                .mapToDouble(e -> e.getValue() * indexCosts.getOrDefault(e.getKey(), 0L))
                .sum();
    }
}
