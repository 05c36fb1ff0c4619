package io.databasesync.operator.sync;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
import io.databasesync.operator.run.ActiveRunView;
import io.databasesync.operator.run.Pins;
import io.databasesync.text.Display;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The messages of a sync: what it does, why it is not ready, and what a person can do.
final class SyncWords {
    private static final int MAX_QUOTE = 400;
    /// Leaves room for what follows the message of a run.
    private static final int MAX_SAID = 800;

    private final SyncStanding standing;
    private final SyncState state;
    private final Optional<ActiveRunView> active;
    private final ScheduleTurn.Shown clock;
    private final @Nullable LastRun last;

    SyncWords(SyncStanding standing) {
        this.standing = standing;
        this.state = standing.state();
        this.active = standing.active();
        this.clock = standing.clock();
        this.last = standing.last();
    }

    private String blocked() {
        if (state.pins().changedIn().isEmpty()) {
            return state.turn().problem().orElse("");
        }
        String found = state.pins().changedIn().orElseThrow();
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

    private String abandoned() {
        return state.deletedRun()
                        .map("run %s was deleted before it had ended"::formatted)
                        .or(() -> state.lastEnd()
                                .waived()
                                .map(run -> "run %s was cancelled before it wrote anything"
                                        .formatted(run.getMetadata().getName())))
                        .orElse("the target holds what an earlier spec asked for")
                + "; " + clock.again();
    }

    String message() {
        if (active.isPresent()) {
            return active.get().message();
        }
        if (standing.blocked() || standing.invalid()) {
            return blocked();
        }
        if (state.suspended()) {
            return "spec.suspend is true: the operator starts no run by itself";
        }
        if (standing.abandoned() && !standing.rolledBack()) {
            return abandoned();
        }
        if (last != null) {
            return lastMessage()
                    + RetryDemand.next(state)
                            .map(again -> "; tries again at " + again.at())
                            .orElse("");
        }
        return clock.next() == null
                ? "no run has ended yet"
                : "no run has ended yet; the clock starts one at %s".formatted(clock.next());
    }

    /// How the last run ended, and how often in a row.
    private String lastMessage() {
        String said = last == null ? "" : Objects.requireNonNullElse(last.message(), "");
        int failures = RunHistory.failuresInARow(state);
        return failures < 2 ? said : "%s; failed %d times in a row".formatted(Display.cut(said, MAX_SAID), failures);
    }

    String stalled() {
        if (active.isPresent()) {
            return active.get().message();
        }
        if (standing.blocked() || standing.invalid()) {
            return blocked();
        }
        if (state.suspended()) {
            return "spec.suspend is true: the operator starts no run by itself; set it to false";
        }
        if (standing.rolledBack()) {
            return lastMessage() + "; " + clock.again();
        }
        if (standing.abandoned()) {
            return abandoned();
        }
        return RetryDemand.next(state)
                .map(again -> "%s; tries again by itself at %s, or when the spec or spec.trigger changes"
                        .formatted(lastMessage(), again.at()))
                .orElseGet(() -> lastMessage() + "; " + clock.again());
    }

    String ready() {
        if (!standing.ready()) {
            return active.isPresent()
                    ? "run %s is under way".formatted(active.get().name())
                    : message();
        }
        return "the content of run %s is published".formatted(last == null ? "" : last.name());
    }
}
