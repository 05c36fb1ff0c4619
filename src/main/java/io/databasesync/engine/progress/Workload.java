package io.databasesync.engine.progress;

import io.databasesync.engine.work.IndexBuild;
import io.databasesync.sync.TableName;
import java.util.HashMap;
import java.util.Map;

/// The planned and the done work of a run, in bytes of a plain copy. Callers synchronize access.
final class Workload {
    /// The least cost of a table, even an empty one.
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

    /// @param bytes over the wire; negative if a copy is taken back
    /// @return percent of the table; 100 only when it is done
    long copied(TableName table, long bytes) {
        long done = copiedBytes.merge(table, bytes, Long::sum);
        return Math.min(99, 100 * done / planned(table));
    }

    /// Starts again with no copied bytes.
    void copyAnew() {
        copiedBytes.clear();
    }

    void done(TableName table) {
        copiedBytes.put(table, planned(table));
    }

    /// Notes that an earlier process did the work.
    void kept(TableName table) {
        done(table);
        keptCost += planned(table);
    }

    void building(IndexBuild build) {
        indexCosts.put(build.name(), build.cost());
    }

    /// @param share 0 to 1 of the build; it never decreases
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

    /// Notes that an earlier process did the work.
    void kept(IndexBuild build) {
        keptCost += build.cost();
        done(build);
    }

    long bytesTotal() {
        return plannedBytes.values().stream().mapToLong(Long::longValue).sum();
    }

    /// The done share of each table, in bytes on disk: a table has other bytes on the wire.
    long bytesDone() {
        return copiedBytes.entrySet().stream()
                .mapToLong(e -> Math.min(e.getValue(), planned(e.getKey())))
                .sum();
    }

    /// The done share of all work, 0 to 1.
    double share() {
        long total = bytesTotal() + indexCost;
        return total == 0 ? 0 : (bytesDone() + builtIndexCost + indexCostInFlight()) / total;
    }

    /// The share of all work that this process did.
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
