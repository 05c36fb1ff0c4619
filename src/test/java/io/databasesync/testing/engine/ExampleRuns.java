package io.databasesync.testing.engine;

import io.databasesync.engine.SyncEngine;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.SyncRequest;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// Starts the runs of an example, and acts on the databases during a sync.
///
/// @param request the request for a sync
/// @param during the action on both databases when a run enters a phase
/// @param whileCopying the action on them once rows are being copied
record ExampleRuns(
        Function<Databases, SyncRequest> request,
        Map<Phase, BiConsumer<Databases, Cancellation>> during,
        BiConsumer<Databases, Cancellation> whileCopying) {

    PlayedRun sync(String runId, Databases databases) {
        var cancellation = new Cancellation();
        Map<Phase, Runnable> actions = new EnumMap<>(Phase.class);
        during.forEach((phase, action) -> actions.put(phase, () -> action.accept(databases, cancellation)));
        var progress = new RecordedProgress(actions, () -> whileCopying.accept(databases, cancellation));
        return run(named(runId, Operation.Sync, databases), progress, cancellation);
    }

    PlayedRun rollBack(String runId, Databases databases) {
        return undisturbed(named("rollback of " + runId, Operation.Rollback, databases));
    }

    PlayedRun verify(String runId, Databases databases) {
        return undisturbed(named(runId, Operation.Verify, databases));
    }

    private PlayedRun undisturbed(SyncRequest wanted) {
        return run(wanted, new RecordedProgress(Map.of(), () -> {}), new Cancellation());
    }

    private PlayedRun run(SyncRequest wanted, RecordedProgress progress, Cancellation cancellation) {
        return new PlayedRun(wanted, new SyncEngine().run(wanted, progress, cancellation), progress);
    }

    private SyncRequest named(String runId, Operation operation, Databases databases) {
        return request.apply(databases).withRunId(runId).withOperation(operation);
    }
}
