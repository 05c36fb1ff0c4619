package io.databasesync.operator.sync;

import io.databasesync.api.ConditionReason;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
import io.databasesync.api.DatabaseSyncStatus.NextRetry;
import io.databasesync.api.DatabaseSyncStatusBuilder;
import io.databasesync.api.ProgressStatus;
import io.databasesync.operator.run.ActiveRunView;
import io.databasesync.operator.status.Conditions;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ReasonWord;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The status of a sync: that of its active run, otherwise how the last one ended. The status keeps what it shows of
/// a deleted run.
final class SyncStatusView {
    private final SyncState state;
    private final Optional<ActiveRunView> active;
    private final AnsweredSpec answered;
    private final @Nullable LastRun last;
    private final ScheduleTurn.Shown clock;
    private final SyncStanding standing;
    private final SyncWords words;
    private final Comparisons comparisons;

    private SyncStatusView(
            SyncState state, Optional<ActiveRunView> active, AnsweredSpec answered, ScheduleTurn.Shown clock) {
        this.state = state;
        this.active = active;
        this.answered = answered;
        this.last = state.lastEnd().summary().orElse(null);
        this.clock = clock;
        this.standing = SyncStanding.of(state, active, clock);
        this.words = new SyncWords(standing);
        this.comparisons = Comparisons.of(state);
    }

    static DatabaseSyncStatus of(SyncState state) {
        return new SyncStatusView(
                        state,
                        state.activeRun().map(ActiveRunView::of),
                        state.answered(),
                        state.turn().waiting())
                .status();
    }

    /// The status when a run starts. A run of the clock may have to wait for the active one.
    static DatabaseSyncStatus of(SyncState state, Demand demand) {
        Optional<ActiveRunView> active =
                state.activeRun().map(ActiveRunView::of).or(() -> Optional.of(ActiveRunView.starting(demand.name())));
        ScheduleTurn turn = state.turn();
        ScheduleTurn.Shown clock = demand.scheduledFor() == null ? turn.waiting() : turn.started();
        return new SyncStatusView(state, active, AnsweredSpec.asItIs(state), clock).status();
    }

    private DatabaseSyncStatus status() {
        int waiting = state.waitingRuns();
        return DatabaseSyncStatusBuilder.builder()
                .observedGeneration(state.generation())
                .phase(standing.phase())
                .percent(percent())
                .message(Conditions.cut(words.message()))
                .activeRun(active.map(ActiveRunView::name).orElse(null))
                .deletedRun(active.isPresent() ? null : state.deletedRun().orElse(null))
                .operation(active.map(ActiveRunView::operation).orElse(null))
                .waitingRuns(waiting == 0 ? null : waiting)
                .tables(active.map(ActiveRunView::tables).orElse(null))
                .rate(active.map(ActiveRunView::rate).orElse(null))
                .eta(active.map(ActiveRunView::eta).orElse(null))
                .remaining(active.map(ActiveRunView::remaining).orElse(null))
                .lastVerification(comparisons.lastVerification())
                .lastRun(last)
                .history(RunHistory.listed(state))
                .lastSuccessTime(lastSuccess())
                .lastHandledTrigger(answered.trigger())
                .handledSpecHash(answered.hash())
                .handledTemplateHash(answered.template())
                .identities(pinned())
                .nextRetry(nextRetry().orElse(null))
                .nextScheduleTime(clock.next())
                .lastScheduleTime(clock.last())
                .schedule(clock.schedule())
                .conditions(conditions())
                .build();
    }

    private DatabaseSyncStatus.@Nullable PinnedIdentities pinned() {
        DatabaseSyncStatus.PinnedIdentities pinned = state.pins().identities();
        return pinned.equals(DatabaseSyncStatus.PinnedIdentities.NONE) ? null : pinned;
    }

    private Optional<NextRetry> nextRetry() {
        if (standing.blocked()) {
            return BlockedDemand.next(state);
        }
        return answered.current() ? RetryDemand.shown(state) : Optional.empty();
    }

    private @Nullable Integer percent() {
        if (active.isPresent()) {
            return active.get().percent();
        }
        if (standing.succeeded()) {
            return 100;
        }
        if (state.deletedRun().isPresent()) {
            return null;
        }
        return state.lastEnd()
                .run()
                .map(DatabaseSyncRun::getStatus)
                .map(DatabaseSyncRunStatus::progress)
                .map(ProgressStatus::percent)
                .or(() -> state.before(DatabaseSyncStatus::percent))
                .orElse(null);
    }

    private List<Condition> conditions() {
        List<Condition> before = state.before(DatabaseSyncStatus::conditions).orElse(List.of());
        Conditions next = new Conditions(before, state.generation(), state.now());
        boolean waits = active.filter(ActiveRunView::stalled).isPresent();
        boolean ready = standing.ready();
        boolean stalled =
                waits || standing.blocked() || standing.invalid() || (active.isEmpty() && !ready && standing.settled());
        ReasonWord reason = ready ? ConditionReason.Succeeded : standing.whyNotReady();
        next.set(Conditions.READY, ready, reason, words.ready());
        next.set(
                Conditions.RECONCILING,
                active.isPresent() && !waits,
                active.map(ActiveRunView::reason).orElse(reason),
                active.map(glance -> glance.phase() == Phase.AwaitingApproval
                                        || glance.reason() == ConditionReason.Reconnecting
                                ? glance.message()
                                : "run %s is under way".formatted(glance.name()))
                        .orElse("no run is under way"));
        next.set(Conditions.STALLED, stalled, reason, stalled ? words.stalled() : "");
        comparisons.show(next);
        Freshness.of(state, lastSuccess()).ifPresent(freshness -> freshness.show(next, state.now()));
        return next.list();
    }

    /// The time of the last success. It never moves back.
    private @Nullable Instant lastSuccess() {
        Instant before = state.before(DatabaseSyncStatus::lastSuccessTime).orElse(null);
        Instant now = standing.succeeded() && !standing.rolledBack() && last != null ? last.finishedAt() : null;
        return now == null || (before != null && before.isAfter(now)) ? before : now;
    }
}
