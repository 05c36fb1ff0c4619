package io.databasesync.engine.swap;

import io.databasesync.engine.work.FirstFailure;
import io.databasesync.engine.work.IndexBuild;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The queue of index builds for loaded tables: the costliest first, as far as the memory allows.
final class IndexQueue {
    private static final long LOOK_UP_MILLIS = 300;
    /// Bytes. The indexes of a smaller table are built in one transaction.
    private static final long SMALL = 1L << 20;

    private final long memory;
    private final FirstFailure failure;
    private final List<Step> waiting = new ArrayList<>();
    private final Map<TableName, Integer> indexesLeft = new HashMap<>();
    private long taken;
    private int open;
    private boolean ended;

    /// One transaction's work on a table.
    ///
    /// @param indexes indexes to build first
    /// @param last whether the step then adds the constraints and gathers statistics
    record Step(RunTable table, List<IndexBuild> indexes, boolean last) {
        long cost() {
            return indexes.stream().mapToLong(IndexBuild::cost).sum();
        }

        /// Bytes that the server may need.
        long memory() {
            return indexes.stream().mapToLong(IndexBuild::memory).max().orElse(0);
        }
    }

    /// @param memory bytes that all builds at one time may need; a single build may need more
    IndexQueue(long memory, FirstFailure failure) {
        this.memory = memory;
        this.failure = failure;
    }

    /// @param builds the indexes that the table lacks
    synchronized void add(RunTable table, List<IndexBuild> builds) {
        boolean together = table.pair().source().table().bytes() < SMALL || builds.isEmpty();
        if (together) {
            waiting.add(new Step(table, builds, true));
            open++;
        } else {
            indexesLeft.put(table.name(), builds.size());
            open += builds.size();
            builds.forEach(b -> waiting.add(new Step(table, List.of(b), false)));
        }
        notifyAll();
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
                taken += next.get().memory();
                return next.get();
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

    synchronized void done(Step step) {
        taken -= step.memory();
        open--;
        if (!step.last() && indexesLeft.merge(step.table().name(), -1, Integer::sum) == 0) {
            indexesLeft.remove(step.table().name());
            waiting.add(new Step(step.table(), List.of(), true));
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
