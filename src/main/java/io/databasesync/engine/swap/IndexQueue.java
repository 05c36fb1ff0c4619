package io.databasesync.engine.swap;

import io.databasesync.engine.work.FirstFailure;
import io.databasesync.engine.work.IndexBuild;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.stage.IndexStep;
import io.databasesync.postgres.stage.TableBuild;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The queue of index builds for loaded tables: the costliest first, as far as the memory allows.
final class IndexQueue {
    private static final long LOOK_UP_MILLIS = 300;
    /// Bytes. The indexes of a smaller table are built in one transaction.
    private static final long SMALL = 1L << 20;
    private static final int MOST_TABLES = 50;

    private final long memory;
    private final FirstFailure failure;
    private final List<Step> waiting = new ArrayList<>();
    private final Map<TableName, Integer> indexesLeft = new HashMap<>();
    private long taken;
    private int open;
    private boolean ended;

    /// One transaction's work: on one table, or on several small ones.
    ///
    /// @param indexes indexes to build first
    /// @param last whether the step then adds the constraints and gathers statistics
    record Step(List<RunTable> tables, List<IndexBuild> indexes, boolean last) {
        long cost() {
            return indexes.stream().mapToLong(IndexBuild::cost).sum();
        }

        /// Bytes that the server may need.
        long memory() {
            return indexes.stream().mapToLong(IndexBuild::memory).max().orElse(0);
        }

        List<TableBuild> builds() {
            return tables.stream()
                    .map(t -> new TableBuild(
                            t,
                            indexes.stream()
                                    .filter(b -> b.table().equals(t))
                                    .map(b -> new IndexStep(b.index(), b.memory()))
                                    .toList(),
                            last))
                    .toList();
        }

        private boolean small() {
            return last && bytes() < SMALL;
        }

        private long bytes() {
            return tables.stream()
                    .mapToLong(t -> t.pair().source().table().bytes())
                    .sum();
        }

        private Step with(Step other) {
            return new Step(join(tables, other.tables), join(indexes, other.indexes), true);
        }

        private static <T> List<T> join(List<T> some, List<T> others) {
            return Stream.concat(some.stream(), others.stream()).toList();
        }
    }

    /// @param memory bytes that all builds at one time may need; a single build may need more
    IndexQueue(long memory, FirstFailure failure) {
        this.memory = memory;
        this.failure = failure;
    }

    /// @param tables with the indexes that they lack
    synchronized void add(Map<RunTable, List<IndexBuild>> tables) {
        tables.forEach(this::add);
        notifyAll();
    }

    private void add(RunTable table, List<IndexBuild> builds) {
        boolean together = table.pair().source().table().bytes() < SMALL || builds.isEmpty();
        if (together) {
            waiting.add(new Step(List.of(table), builds, true));
            open++;
        } else {
            indexesLeft.put(table.name(), builds.size());
            open += builds.size();
            builds.forEach(b -> waiting.add(new Step(List.of(table), List.of(b), false)));
        }
    }

    /// Tells the queue that no more tables will come.
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /// Waits for a step; call `done` after it. Returns null when no steps are left, or after a failure.
    synchronized @Nullable Step take() {
        while (!failure.happened() && !(ended && waiting.isEmpty() && indexesLeft.isEmpty())) {
            Optional<Step> next = waiting.stream()
                    .filter(s -> taken == 0 || taken + s.memory() <= memory)
                    .max(Comparator.comparingLong(Step::cost));
            if (next.isPresent()) {
                waiting.remove(next.get());
                Step step = next.get().small() ? withOthers(next.get()) : next.get();
                taken += step.memory();
                return step;
            }
            try {
                wait(LOOK_UP_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        return null;
    }

    // Small tables need one transaction together. Their indexes are built one after the other, within the memory of
    // the first one.
    private Step withOthers(Step first) {
        Step step = first;
        for (Step other : List.copyOf(waiting)) {
            Step both = step.with(other);
            if (other.small()
                    && other.memory() <= first.memory()
                    && both.small()
                    && step.tables().size() < MOST_TABLES) {
                waiting.remove(other);
                step = both;
            }
        }
        return step;
    }

    synchronized void done(Step step) {
        taken -= step.memory();
        open -= step.last() ? step.tables().size() : 1;
        RunTable table = step.tables().getFirst();
        if (!step.last() && indexesLeft.merge(table.name(), -1, Integer::sum) == 0) {
            indexesLeft.remove(table.name());
            waiting.add(new Step(List.of(table), List.of(), true));
            open++;
        }
        notifyAll();
    }

    /// Checks that all added steps are done, after all threads have ended.
    ///
    /// @throws IllegalStateException if some are not
    synchronized void checkDone() {
        if (open > 0) {
            throw new IllegalStateException("the index builders ended, but %d steps are not done".formatted(open));
        }
    }
}
