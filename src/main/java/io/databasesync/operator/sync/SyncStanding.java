package io.databasesync.operator.sync;

import io.databasesync.api.ConditionReason;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
import io.databasesync.api.ReasonWords;
import io.databasesync.api.RunResult;
import io.databasesync.operator.run.ActiveRunView;
import io.databasesync.operator.run.SpecHash;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.ReasonWord;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a sync stands: what holds of it, and which phase and reason follow from that.
///
/// @param active the run that works, or is about to start
/// @param clock what the status shows of the schedule
/// @param last the last run that ended
record SyncStanding(
        SyncState state,
        Optional<ActiveRunView> active,
        ScheduleTurn.Shown clock,
        @Nullable LastRun last) {

    static SyncStanding of(SyncState state, Optional<ActiveRunView> active, ScheduleTurn.Shown clock) {
        return new SyncStanding(state, active, clock, state.lastEnd().summary().orElse(null));
    }

    String phase() {
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

    /// Whether no run that writes may start, because local or remote leads to another database.
    boolean blocked() {
        return active.isEmpty() && state.pins().changedIn().isPresent();
    }

    /// Whether no run that the schedule asks for can start, because the schedule is wrong.
    boolean invalid() {
        return active.isEmpty() && state.turn().problem().isPresent();
    }

    /// Whether the run that was asked for last was deleted or cancelled before it touched anything, so that the target
    /// does not hold what the spec asks for.
    boolean abandoned() {
        boolean ended = state.deletedRun().isPresent() || succeeded();
        return active.isEmpty() && ended && !ready();
    }

    boolean ready() {
        return succeeded() && !rolledBack() && holdsWhatIsAskedFor() && !blocked() && !invalid();
    }

    /// Whether nothing will happen until a person acts. A sync that will start a run by itself is not settled.
    boolean settled() {
        return state.suspended()
                || rolledBack()
                || (last != null && !succeeded())
                || (abandoned() && clock.next() == null);
    }

    ReasonWord whyNotReady() {
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

    boolean succeeded() {
        return last != null && last.result() == RunResult.Succeeded;
    }

    boolean rolledBack() {
        return last != null && last.operation() == Operation.Rollback;
    }
}
