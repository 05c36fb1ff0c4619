package io.databasesync.operator;

import io.databasesync.api.ConditionReason;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
import io.databasesync.api.DatabaseSyncStatus.NextRetry;
import io.databasesync.api.DatabaseSyncStatusBuilder;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.ReasonWords;
import io.databasesync.api.RunResult;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.ReasonWord;
import io.databasesync.text.Display;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The status of a sync: that of its active run, otherwise how the last one ended. The status keeps what it shows of
/// a deleted run.
final class SyncStatusView {
    private static final int MAX_QUOTE = 400;

    private final SyncState state;
    private final Optional<ActiveRunView> active;
    private final AnsweredSpec answered;
    private final Pins pins;
    private final @Nullable LastRun last;
    private final ScheduleTurn.Shown clock;
    private final Comparisons comparisons;

    private SyncStatusView(
            SyncState state, Optional<ActiveRunView> active, AnsweredSpec answered, ScheduleTurn.Shown clock) {
        this.state = state;
        this.active = active;
        this.answered = answered;
        this.pins = state.pins();
        this.last = state.lastEnd().summary().orElse(null);
        this.clock = clock;
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
                .phase(phase())
                .percent(percent())
                .message(Conditions.cut(message()))
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
        DatabaseSyncStatus.PinnedIdentities pinned = pins.identities();
        return pinned.equals(DatabaseSyncStatus.PinnedIdentities.NONE) ? null : pinned;
    }

    private Optional<NextRetry> nextRetry() {
        if (blocked()) {
            return BlockedDemand.next(state);
        }
        return answered.current() ? RetryDemand.shown(state) : Optional.empty();
    }

    private String phase() {
        if (active.isPresent()) {
            return active.get().phase().name();
        }
        if (blocked() || invalid()) {
            return "Blocked";
        }
        if (state.suspended()) {
            return "Suspended";
        }
        if (rolledBack()) {
            return "RolledBack";
        }
        if (abandoned() && state.lastEnd().waived().isPresent()) {
            return RunResult.Cancelled.name();
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

    /// Whether no run that writes may start, because local or remote leads to another database.
    private boolean blocked() {
        return active.isEmpty() && pins.changedIn().isPresent();
    }

    /// Whether no run that the schedule asks for can start, because the schedule is wrong.
    private boolean invalid() {
        return active.isEmpty() && state.turn().problem().isPresent();
    }

    private String blockedMessage() {
        if (pins.changedIn().isEmpty()) {
            return state.turn().problem().orElse("");
        }
        String found = pins.changedIn().orElseThrow();
        String said = state.runs().stream()
                .filter(other -> other.getMetadata().getName().equals(found))
                .findFirst()
                .map(DatabaseSyncRun::getStatus)
                .map(DatabaseSyncRunStatus::message)
                .map(message -> ": " + Display.cut(message, MAX_QUOTE))
                .orElse("");
        String again =
                BlockedDemand.next(state).map(next -> ", or at " + next.at()).orElse("");
        return "run %s found another database behind local or remote than the pinned one%s. Correct the spec or the Secret: the operator looks again after an edit of the spec%s. If the change is meant, %s"
                .formatted(
                        found,
                        said,
                        again,
                        Pins.ifMeant(state.spec(), state.sync().getMetadata()));
    }

    /// Whether the run that was asked for last was deleted or cancelled before it touched anything, so that the target
    /// does not hold what the spec asks for.
    private boolean abandoned() {
        boolean ended = state.deletedRun().isPresent() || succeeded();
        return active.isEmpty() && ended && !ready();
    }

    private boolean ready() {
        return succeeded() && !rolledBack() && holdsWhatIsAskedFor() && !blocked() && !invalid();
    }

    private String abandonedMessage() {
        return state.deletedRun()
                        .map("run %s was deleted before it had ended"::formatted)
                        .or(() -> state.lastEnd()
                                .waived()
                                .map(run -> "run %s was cancelled before it wrote anything"
                                        .formatted(run.getMetadata().getName())))
                        .orElse("the target holds what an earlier spec asked for")
                + "; " + clock.again();
    }

    private String message() {
        if (active.isPresent()) {
            return active.get().message();
        }
        if (blocked() || invalid()) {
            return blockedMessage();
        }
        if (state.suspended()) {
            return "spec.suspend is true: the operator starts no run by itself";
        }
        if (abandoned() && !rolledBack()) {
            return abandonedMessage();
        }
        if (last != null) {
            return lastMessage();
        }
        return clock.next() == null
                ? "no run has ended yet"
                : "no run has ended yet; the clock starts one at %s".formatted(clock.next());
    }

    private String lastMessage() {
        return last == null ? "" : Objects.requireNonNullElse(last.message(), "");
    }

    private List<Condition> conditions() {
        List<Condition> before = state.before(DatabaseSyncStatus::conditions).orElse(List.of());
        Conditions next = new Conditions(before, state.generation(), state.now());
        boolean waits = active.filter(ActiveRunView::stalled).isPresent();
        boolean ready = ready();
        boolean stalled = waits || blocked() || invalid() || (active.isEmpty() && !ready && settled());
        ReasonWord reason = ready ? ConditionReason.Succeeded : whyNotReady();
        next.set(Conditions.READY, ready, reason, readyMessage(ready));
        next.set(
                Conditions.RECONCILING,
                active.isPresent() && !waits,
                active.map(ActiveRunView::reason).orElse(reason),
                active.map(glance -> glance.phase() == Phase.AwaitingApproval
                                ? glance.message()
                                : "run %s is under way".formatted(glance.name()))
                        .orElse("no run is under way"));
        next.set(Conditions.STALLED, stalled, reason, stalled ? stalledMessage() : "");
        comparisons.show(next);
        Freshness.of(state, lastSuccess()).ifPresent(freshness -> freshness.show(next, state.now()));
        return next.list();
    }

    /// Whether nothing will happen until a person acts. A sync that will start a run by itself is not settled.
    private boolean settled() {
        return state.suspended()
                || rolledBack()
                || (last != null && !succeeded())
                || (abandoned() && clock.next() == null);
    }

    private String stalledMessage() {
        if (active.isPresent()) {
            return active.get().message();
        }
        if (blocked() || invalid()) {
            return blockedMessage();
        }
        if (state.suspended()) {
            return "spec.suspend is true: the operator starts no run by itself; set it to false";
        }
        if (rolledBack()) {
            return lastMessage() + "; " + clock.again();
        }
        if (abandoned()) {
            return abandonedMessage();
        }
        return RetryDemand.next(state)
                .map(again -> "%s; tries again by itself at %s, or when the spec or spec.trigger changes"
                        .formatted(lastMessage(), again.at()))
                .orElseGet(() -> lastMessage() + "; " + clock.again());
    }

    private String readyMessage(boolean ready) {
        if (!ready) {
            return active.isPresent()
                    ? "run %s is under way".formatted(active.get().name())
                    : message();
        }
        return "the content of run %s is published".formatted(last == null ? "" : last.name());
    }

    private ReasonWord whyNotReady() {
        if (active.isPresent()) {
            return active.get().reason();
        }
        if (blocked()) {
            return Reason.IdentityChanged;
        }
        if (invalid()) {
            return Reason.InvalidSpec;
        }
        if (state.suspended()) {
            return ConditionReason.Suspended;
        }
        if (rolledBack()) {
            return ConditionReason.RolledBack;
        }
        if (abandoned()) {
            return abandonedReason();
        }
        if (last == null) {
            return ConditionReason.NeverRun;
        }
        return ReasonWords.find(last.reason()).orElse(ConditionReason.WorkerCrashed);
    }

    private ReasonWord abandonedReason() {
        if (state.deletedRun().isPresent()) {
            return ConditionReason.RunDeleted;
        }
        if (state.lastEnd().waived().isPresent()) {
            return Reason.Cancelled;
        }
        return clock.next() == null ? ConditionReason.RunDeleted : ConditionReason.Scheduled;
    }

    /// A sync stays ready when the trigger asks for a repetition, but not when tables or databases change.
    private boolean holdsWhatIsAskedFor() {
        return last != null && SpecHash.content(state.spec()).equals(last.contentHash());
    }

    private boolean succeeded() {
        return last != null && last.result() == RunResult.Succeeded;
    }

    private boolean rolledBack() {
        return last != null && last.operation() == Operation.Rollback;
    }

    /// The time of the last success. It never moves back.
    private @Nullable Instant lastSuccess() {
        Instant before = state.before(DatabaseSyncStatus::lastSuccessTime).orElse(null);
        Instant now = succeeded() && !rolledBack() && last != null ? last.finishedAt() : null;
        return now == null || (before != null && before.isAfter(now)) ? before : now;
    }
}
