package io.databasesync.engine;

import io.databasesync.engine.Validation.Validated;
import io.databasesync.postgres.Lease;
import io.databasesync.postgres.Publisher;
import io.databasesync.postgres.Sessions;
import io.databasesync.postgres.SharedSequence;
import io.databasesync.postgres.SourceDatabase;
import io.databasesync.postgres.SourceSnapshot;
import io.databasesync.postgres.Stage;
import io.databasesync.postgres.TargetDatabase;
import io.databasesync.postgres.catalog.TablePair;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one request from validation to publication.
public final class SyncEngine {
    private static final Logger LOG = LoggerFactory.getLogger(SyncEngine.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration LEASE_HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration SNAPSHOT_KEEP_ALIVE = Duration.ofSeconds(20);

    /// Does what the request says and undoes it if it fails; never throws for what a server or a request did wrong.
    public SyncOutcome run(SyncRequest request, ProgressSink sink, Cancellation cancellation) {
        RunProgress progress = new RunProgress(sink);
        try (Sessions sessions = new Sessions(request.syncId(), cancellation)) {
            progress.enter(Phase.Validating);
            Validation validation = Validation.connect(request, sessions);
            if (request.operation() == Operation.Plan) {
                return ended(
                        progress, new SyncOutcome.Planned(validation.validate().plan()));
            }
            Optional<SyncOutcome> before = published(request, validation.target());
            if (before.isPresent()) {
                return ended(progress, before.get());
            }
            Validated validated = validate(request, validation);
            progress.plan(validated.plan());
            return execute(new Run(request, sessions, progress, cancellation, validation, validated));
        } catch (RuntimeException failure) { // before the first write to a table
            return ended(progress, new SyncOutcome.RolledBack(Phase.Validating, SyncException.of(failure)));
        }
    }

    // By an earlier process of this run, which died before it could say so.
    private static Optional<SyncOutcome> published(SyncRequest request, TargetDatabase target) {
        return target.published(request.syncId())
                .map(p -> new SyncOutcome.Synced(
                        p.tables(), p.bytes(), Duration.ZERO, target.previousSchemas(request.syncId()), List.of()));
    }

    /// What the steps of a run share.
    private record Run(
            SyncRequest request,
            Sessions sessions,
            RunProgress progress,
            Cancellation cancellation,
            Validation validation,
            Validated validated) {
        TargetDatabase target() {
            return validation.target();
        }

        SourceDatabase source() {
            return validation.source();
        }
    }

    private static Validated validate(SyncRequest request, Validation validation) {
        try {
            return validation.validate();
        } catch (SyncException refusal) {
            try {
                validation.target().noteRefusal(request, refusal);
            } catch (SyncException unnoted) {
                refusal.addSuppressed(unnoted);
            }
            throw refusal;
        }
    }

    private static SyncOutcome execute(Run run) {
        Instant started = Instant.now();
        Lease lease = run.target().acquireLease(run.request().syncId());
        Heartbeat heartbeat = new Heartbeat(run.sessions()::abort);
        SyncOutcome outcome;
        try (heartbeat) {
            run.progress().enter(Phase.Preparing);
            heartbeat.every(TICK, run.progress()::tick);
            heartbeat.every(
                    LEASE_HEARTBEAT,
                    () -> run.target().heartbeat(lease, run.progress().snapshot()));
            outcome = copyAndPublish(run, lease, heartbeat, started);
        } catch (RuntimeException failure) { // a bug of ours must not leave the target half written either
            return rollBack(run, lease, SyncException.of(heartbeat.causeOf(failure)));
        }
        release(run, lease);
        return ended(run.progress(), outcome);
    }

    // The content is visible; a lease that cannot be given up expires.
    private static void release(Run run, Lease lease) {
        try {
            run.target().release(lease);
        } catch (SyncException e) {
            LOG.warn("the target stays leased for a while: {}", e.getMessage());
        }
    }

    private static SyncOutcome copyAndPublish(Run run, Lease lease, Heartbeat heartbeat, Instant started) {
        RunProgress progress = run.progress();
        run.target().takeOver(lease, run.request());
        int tablesAtOnce = run.request().parallelism().tables();
        List<TableName> names =
                run.validated().tables().stream().map(TablePair::name).toList();
        Stage stage = Stage.create(
                run.target(), lease, run.validated().tables(), run.validated().needed());
        progress.plan(IndexBuild.of(stage.tables()));
        Publisher publisher = new Publisher(run.target(), lease, stage);
        List<VerifiedTable> copied;
        List<SharedSequence> sequences;
        try (SourceSnapshot snapshot = run.source().snapshot(names)) {
            heartbeat.every(SNAPSHOT_KEEP_ALIVE, snapshot::keepAlive);
            next(run, lease, Phase.Copying);
            copied = new Copying(snapshot, stage, run.cancellation(), progress).run(tablesAtOnce, run.sessions());
            sequences = new SequenceValues(snapshot, stage).set();
        } // the source may vacuum again while indexes are built
        next(run, lease, Phase.Indexing);
        Indexing indexing = new Indexing(stage, progress);
        heartbeat.every(TICK, () -> indexing.observe(run.target()));
        indexing.run(run.request().parallelism().indexes(), run.sessions());
        next(run, lease, Phase.Verifying);
        new Verification(stage, copied).run(tablesAtOnce, publisher, run.sessions());
        heartbeat.check();
        next(run, lease, Phase.Publishing);
        return publish(run, publisher, sequences, copied, started);
    }

    // A phase ends with a proof that the target still is ours, so that a lost one is found in the phase that lost it.
    private static void next(Run run, Lease lease, Phase phase) {
        run.target().heartbeat(lease, run.progress().snapshot());
        run.progress().enter(phase);
    }

    private static SyncOutcome publish(
            Run run,
            Publisher publisher,
            List<SharedSequence> sequences,
            List<VerifiedTable> verified,
            Instant started) {
        long rows = verified.stream().mapToLong(VerifiedTable::rows).sum();
        Publisher.Published published = new Publisher.Published(
                verified,
                run.progress().wireBytes(),
                "Counts: %d tables, %d rows equal".formatted(verified.size(), rows));
        List<String> warnings = new ArrayList<>();
        try {
            List<String> validations =
                    new Publishing(publisher, run.request().safety(), run.cancellation()).run(sequences, published);
            warnings.addAll(publisher.validate(validations));
            warnings.addAll(publisher.dropGenerations(run.request().safety().keepPrevious()));
        } catch (SyncException failure) {
            if (!wasPublished(run.request())) {
                throw failure;
            }
            warnings.add("published, but then: " + failure.getMessage());
        }
        return synced(run, published, publisher.previousSchemas(), started, warnings);
    }

    // A commit may have happened although its answer was lost, and nothing after it can undo it.
    private static boolean wasPublished(SyncRequest request) {
        try (Sessions sessions = new Sessions(request.syncId(), new Cancellation())) {
            return TargetDatabase.connect(sessions, request.target())
                    .published(request.syncId())
                    .isPresent();
        }
    }

    private static SyncOutcome.Synced synced(
            Run run, Publisher.Published published, List<String> previous, Instant started, List<String> more) {
        List<String> warnings = new ArrayList<>(run.validated().plan().warnings());
        warnings.addAll(more);
        return new SyncOutcome.Synced(
                published.tables(),
                published.bytes(),
                Duration.between(started, Instant.now()),
                run.request().safety().keepPrevious() == 0 ? List.of() : previous,
                warnings);
    }

    // With connections of its own: those of the run may be cancelled, aborted or lost.
    private static SyncOutcome rollBack(Run run, Lease lease, SyncException cause) {
        Phase failedIn = run.progress().phase();
        run.progress().enter(Phase.RollingBack);
        run.sessions().close();
        try (Sessions sessions = new Sessions(run.request().syncId(), new Cancellation())) {
            TargetDatabase.connect(sessions, run.request().target()).rollBack(lease, failedIn, cause);
            return ended(run.progress(), new SyncOutcome.RolledBack(failedIn, cause));
        } catch (RuntimeException failure) {
            SyncException cleanup = SyncException.of(failure);
            cause.addSuppressed(cleanup);
            return ended(run.progress(), new SyncOutcome.Stuck(failedIn, cause, cleanup));
        }
    }

    private static SyncOutcome ended(RunProgress progress, SyncOutcome outcome) {
        progress.enter(
                switch (outcome) {
                    case SyncOutcome.Synced _, SyncOutcome.Planned _ -> Phase.Succeeded;
                    case SyncOutcome.RolledBack(var _, var cause) -> terminal(cause);
                    case SyncOutcome.Stuck(var _, var cause, var _) -> terminal(cause);
                });
        return outcome;
    }

    private static Phase terminal(SyncException cause) {
        return cause.reason() == Reason.Cancelled ? Phase.Cancelled : Phase.Failed;
    }
}
