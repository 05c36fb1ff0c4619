package io.databasesync.operator.metrics;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.RunResult;
import io.databasesync.operator.status.Transition;
import io.databasesync.operator.status.TransitionListener;
import java.time.InstantSource;

/// Counts the ends of runs.
public final class TransitionMetrics implements TransitionListener {
    private final EndedRuns ended;
    private final InstantSource clock;

    public TransitionMetrics(EndedRuns ended, InstantSource clock) {
        this.ended = ended;
        this.clock = clock;
    }

    @Override
    public void moved(Transition transition) {
        RunResult result = transition.after().result();
        if (transition.resource() instanceof DatabaseSyncRun run
                && result != null
                && transition.before().result() == null) {
            ended.count(run, result, transition.after().reason(), clock.instant());
        }
    }
}
