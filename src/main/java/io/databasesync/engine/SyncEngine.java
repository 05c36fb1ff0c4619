package io.databasesync.engine;

import io.databasesync.engine.Validating.Validated;
import io.databasesync.engine.progress.ProgressTracker;
import io.databasesync.engine.run.Run;
import io.databasesync.engine.run.RunEnd;
import io.databasesync.postgres.session.Sessions;
import io.databasesync.postgres.target.TableWrites;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Plan;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest;

/// Runs one request from validation to publication.
public final class SyncEngine {

    /// Executes the request and undoes it if it fails. It never throws for an error of a server or a request.
    public SyncOutcome run(SyncRequest request, ProgressSink sink, Cancellation cancellation) {
        ProgressTracker progress = new ProgressTracker(sink);
        try (Sessions sessions = new Sessions(request.runId(), cancellation)) {
            progress.enter(Phase.Validating);
            return ended(progress, run(new Run(request, sessions, progress, cancellation, TableWrites.none())));
        } catch (RuntimeException | Error failure) { // before the first write to a table
            return ended(progress, new SyncOutcome.RolledBack(Phase.Validating, SyncException.of(failure)));
        }
    }

    private static SyncOutcome run(Run run) {
        return switch (run.request().operation()) {
            case Sync -> sync(run);
            case Plan -> plan(run);
            case Verify -> verify(run);
            case Rollback -> new Rollback(run).run();
        };
    }

    private static SyncOutcome sync(Run run) {
        Validating validation = Validating.connect(run);
        TargetDatabase target = validation.databases().target();
        RunEnd end = new RunEnd(run);
        if (target.hadPublished()) {
            end.releaseLeft(target);
            return end.published(target).orElseThrow();
        }
        Validated validated = end.noting(target, () -> validation.validate(run.progress()::planned));
        run.progress().plan(validated.plan());
        return validated
                .way()
                .run(run.with(validated.parallelism(), validated.writes()), validation.databases(), validated);
    }

    private static SyncOutcome plan(Run run) {
        Plan plan = Validating.connect(run).plan();
        run.progress().planned(plan);
        return new SyncOutcome.Planned(plan);
    }

    private static SyncOutcome verify(Run run) {
        try {
            return new DatabaseComparison(run).run();
        } catch (RuntimeException | Error failure) { // nothing was written, so nothing is undone
            return new SyncOutcome.RolledBack(run.progress().phase(), SyncException.of(failure));
        }
    }

    private static SyncOutcome ended(ProgressTracker progress, SyncOutcome outcome) {
        progress.enter(
                switch (outcome) {
                    case SyncOutcome.Interrupted _ -> progress.phase(); // another process continues from it
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
