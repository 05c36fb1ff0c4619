package io.databasesync.operator;

import io.databasesync.api.ConditionReason;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
import io.databasesync.api.Durations;
import io.databasesync.api.RunProgress;
import io.databasesync.api.RunResult;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The status of a sync: its active run's, else how the last one ended. What a deleted run left in the status is kept.
final class SyncStatusView {
    private final SyncState state;
    private final Optional<RunGlance> active;
    private final boolean handled;
    private final Optional<DatabaseSyncRun> run;
    private final @Nullable LastRun last;

    private SyncStatusView(SyncState state, Optional<RunGlance> active, boolean handled) {
        this.state = state;
        this.active = active;
        this.handled = handled;
        this.run = state.lastRun();
        this.last = run.map(SyncStatusView::lastRun).orElse(before(DatabaseSyncStatus::lastRun));
    }

    /// @param handled whether the newest run answers the spec as it is
    static DatabaseSyncStatus of(SyncState state, Optional<RunGlance> active, boolean handled) {
        return new SyncStatusView(state, active, handled).status();
    }

    private DatabaseSyncStatus status() {
        return new DatabaseSyncStatus(
                state.generation(),
                phase(),
                percent(),
                Conditions.cut(message()),
                active.map(RunGlance::name).orElse(null),
                active.map(RunGlance::eta).orElse(null),
                last,
                lastSuccess(),
                handled ? state.spec().trigger() : before(DatabaseSyncStatus::lastHandledTrigger),
                handled ? SpecHash.what(state.spec()) : before(DatabaseSyncStatus::handledSpecHash),
                conditions());
    }

    private String phase() {
        if (active.isPresent()) {
            return active.get().phase().name();
        }
        if (state.suspended()) {
            return "Suspended";
        }
        RunResult result = last == null ? null : last.result();
        return result == null ? "Idle" : result.name();
    }

    private @Nullable Integer percent() {
        if (active.isPresent()) {
            return active.get().percent();
        }
        if (succeeded()) {
            return 100;
        }
        return run.map(DatabaseSyncRun::getStatus)
                .map(DatabaseSyncRunStatus::progress)
                .map(RunProgress::percent)
                .orElse(before(DatabaseSyncStatus::percent));
    }

    private String message() {
        if (active.isPresent()) {
            return active.get().message();
        }
        if (state.suspended()) {
            return "spec.suspend is true: no run is started";
        }
        return last == null ? "no run has ended yet" : lastMessage();
    }

    private String lastMessage() {
        return run.map(DatabaseSyncRun::getStatus)
                .map(DatabaseSyncRunStatus::message)
                .or(() -> Optional.ofNullable(before(DatabaseSyncStatus::message)))
                .orElse("");
    }

    private List<Condition> conditions() {
        List<Condition> before = Objects.requireNonNullElse(before(DatabaseSyncStatus::conditions), List.of());
        Conditions next = new Conditions(before, state.generation(), state.now());
        boolean stalled = active.isEmpty() && !state.suspended() && last != null && !succeeded();
        boolean ready = succeeded() && holdsWhatIsAskedFor();
        String reason = ready ? ConditionReason.Succeeded.name() : whyNotReady(before);
        next.set(Conditions.READY, ready, reason, readyMessage(ready));
        next.set(
                Conditions.RECONCILING,
                active.isPresent(),
                active.isPresent() ? ConditionReason.InProgress.name() : reason,
                active.map(glance -> "run %s is under way".formatted(glance.name()))
                        .orElse("no run is under way"));
        next.set(
                Conditions.STALLED,
                stalled,
                reason,
                stalled ? "%s; change the spec or spec.trigger to try again".formatted(lastMessage()) : "");
        return next.list();
    }

    private String readyMessage(boolean ready) {
        if (!ready) {
            return active.isPresent()
                    ? "run %s is under way".formatted(active.get().name())
                    : message();
        }
        return "the content of run %s is published".formatted(last == null ? "" : last.name());
    }

    private String whyNotReady(List<Condition> before) {
        if (active.isPresent()) {
            return ConditionReason.InProgress.name();
        }
        if (state.suspended()) {
            return ConditionReason.Suspended.name();
        }
        if (last == null) {
            return ConditionReason.NeverRun.name();
        }
        return run.map(DatabaseSyncRun::getStatus)
                .map(DatabaseSyncRunStatus::reason)
                .or(() -> Conditions.find(before, Conditions.READY).map(Condition::getReason))
                .orElse(ConditionReason.WorkerCrashed.name());
    }

    /// A repetition, asked for by the trigger, leaves a green sync green; other tables or databases do not.
    private boolean holdsWhatIsAskedFor() {
        DatabaseSyncSpec done = run.map(r -> r.getSpec().template()).orElse(null);
        if (done != null) {
            return SpecHash.content(done).equals(SpecHash.content(state.spec()));
        }
        return SpecHash.what(state.spec()).equals(before(DatabaseSyncStatus::handledSpecHash));
    }

    private boolean succeeded() {
        return last != null && last.result() == RunResult.Succeeded;
    }

    private @Nullable Instant lastSuccess() {
        return succeeded() && last != null ? last.finishedAt() : before(DatabaseSyncStatus::lastSuccessTime);
    }

    private static LastRun lastRun(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = Objects.requireNonNull(run.getStatus());
        Instant started = status.startedAt();
        Instant finished = status.finishedAt();
        String duration =
                started == null || finished == null ? null : Durations.format(Duration.between(started, finished));
        return new LastRun(
                run.getMetadata().getName(),
                status.result(),
                started,
                finished,
                duration,
                status.rows(),
                status.bytes());
    }

    private <T> @Nullable T before(Function<DatabaseSyncStatus, @Nullable T> field) {
        DatabaseSyncStatus status = state.status();
        return status == null ? null : field.apply(status);
    }
}
