package io.databasesync.engine;

import io.databasesync.engine.Validation.Validated;
import io.databasesync.postgres.Sessions;
import io.databasesync.postgres.TargetDatabase;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncPlan;
import io.databasesync.sync.SyncRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Runs one request from validation to publication.
public final class SyncEngine {

    private final Parts.Sizes partSizes;

    public SyncEngine() {
        this(Parts.Sizes.DEFAULT);
    }

    SyncEngine(Parts.Sizes partSizes) {
        this.partSizes = partSizes;
    }

    /// Does what the request says and undoes it if it fails; never throws for what a server or a request
    /// did wrong.
    public SyncOutcome run(SyncRequest request, ProgressSink sink, Cancellation cancellation) {
        RunProgress progress = new RunProgress(sink);
        try (Sessions sessions = new Sessions(request.syncId(), cancellation)) {
            progress.enter(Phase.Validating);
            if (request.operation() == Operation.Verify) {
                return verify(request, sessions, progress);
            }
            if (request.operation() == Operation.Rollback) {
                return ended(progress, new Rollback(request, sessions, progress, cancellation).run());
            }
            Validation validation = Validation.connect(request, sessions, partSizes, progress);
            if (request.operation() == Operation.Plan) {
                SyncPlan plan = validation.plan();
                sink.planned(plan);
                return ended(progress, new SyncOutcome.Planned(plan));
            }
            Optional<SyncOutcome> before = published(request, validation.target());
            if (before.isPresent()) {
                RunEnd.releaseLeft(request, validation.target());
                return ended(progress, before.get());
            }
            Validated validated = RunEnd.noting(validation.target(), request, () -> validation.validate(sink::planned));
            progress.plan(validated.plan());
            return ended(
                    progress,
                    validated
                            .inPlace()
                            .map(tables -> new InPlaceRun(
                                            request, sessions, progress, cancellation, validation, validated, tables)
                                    .run())
                            .orElseGet(() -> new SwapRun(
                                            request, sessions, progress, cancellation, validation, validated, partSizes)
                                    .run()));
        } catch (RuntimeException failure) { // before the first write to a table
            return ended(progress, new SyncOutcome.RolledBack(Phase.Validating, SyncException.of(failure)));
        }
    }

    private static SyncOutcome verify(SyncRequest request, Sessions sessions, RunProgress progress) {
        try {
            return ended(progress, new DatabaseComparison(request, sessions, progress).run());
        } catch (RuntimeException failure) { // nothing was written that could be undone
            return ended(progress, new SyncOutcome.RolledBack(progress.phase(), SyncException.of(failure)));
        }
    }

    /// What an earlier process of this run published, which died before it could say so.
    static Optional<SyncOutcome> published(SyncRequest request, TargetDatabase target) {
        return target.published(request.syncId())
                .map(p -> new SyncOutcome.Synced(
                        target.inPlace(request.syncId()) ? Mode.InPlace : Mode.Swap,
                        p.tables(),
                        p.bytes(),
                        Duration.ZERO,
                        target.previousSchemas(request.syncId()),
                        p.verification(),
                        List.of(),
                        List.of(),
                        request.verification()));
    }

    private static SyncOutcome ended(RunProgress progress, SyncOutcome outcome) {
        progress.enter(
                switch (outcome) {
                    case SyncOutcome.Interrupted _ -> progress.phase(); // for another process to go on from
                    case SyncOutcome.Synced _, SyncOutcome.Restored _, SyncOutcome.Verified _ -> Phase.Succeeded;
                    case SyncOutcome.Planned(var plan) -> plan.blockers().isEmpty() ? Phase.Succeeded : Phase.Failed;
                    case SyncOutcome.RolledBack(var _, var cause) -> terminal(cause);
                    case SyncOutcome.Stuck(var _, var cause, var _) -> terminal(cause);
                });
        return outcome;
    }

    private static Phase terminal(SyncException cause) {
        return cause.reason() == Reason.Cancelled ? Phase.Cancelled : Phase.Failed;
    }
}
