package io.databasesync.operator.sync;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
import io.databasesync.api.DatabaseSyncStatus.NextRetry;
import io.databasesync.contract.Annotations;
import io.databasesync.operator.run.EndedRun;
import io.databasesync.operator.run.SpecHash;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Reason;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/// Looks again at a sync that is blocked because local or remote led to another database: at once after an edit of
/// the spec, and with growing pauses, because the operator sees no Secrets. It looks by a plan, which writes nothing.
/// Once a plan finds the pinned databases again, the refused run is made up for.
final class BlockedDemand {
    private BlockedDemand() {}

    /// The plan that looks again, if it is due.
    static Optional<Demand> look(SyncState state) {
        return next(state)
                .filter(next -> !state.now().isBefore(Objects.requireNonNull(next.at())))
                .map(next -> new Demand(
                        name(state),
                        "do local and remote lead to the pinned databases again?",
                        next.tried() + 1,
                        Operation.Plan));
    }

    /// When the next plan looks.
    static Optional<NextRetry> next(SyncState state) {
        Instant since = state.pins().identities().changedAt();
        boolean waits = state.idle()
                && !state.suspended()
                && state.deletedRun().isEmpty()
                && state.pins().changedIn().isPresent();
        if (!waits || since == null) {
            return Optional.empty();
        }
        Optional<DatabaseSyncRun> last = lastLook(state);
        if (last.filter(run -> edited(state, run)).isPresent()) {
            return Optional.of(new NextRetry(0, state.now()));
        }
        int tried =
                last.flatMap(run -> Annotations.number(run, Annotations.TRIED)).orElse(0);
        Instant ended = last.map(EndedRun::finishedAt).orElse(since);
        return RetryDemand.pause(state, tried).map(pause -> new NextRetry(tried, ended.plus(pause)));
    }

    /// The run that was refused, after a plan has found the pinned databases again.
    static Optional<Demand> foundAgain(SyncState state) {
        return state.lastEnd()
                .summary()
                .filter(last -> last.operation() == Operation.Sync
                        && Reason.IdentityChanged.name().equals(last.reason())
                        && foundAfter(state, last)
                        && state.deletedRun().isEmpty())
                .map(LastRun::name)
                .map(refused -> new Demand(
                        state.nameOfRun(state.what() + "/found again/" + refused),
                        "local and remote lead to the pinned databases again"));
    }

    private static boolean foundAfter(SyncState state, LastRun refused) {
        Instant found = state.pins().identities().changedAt();
        return found != null && refused.finishedAt() != null && found.isAfter(refused.finishedAt());
    }

    /// The last run that looked at the databases, the one that found another among them.
    private static Optional<DatabaseSyncRun> lastLook(SyncState state) {
        Instant since = state.pins().identities().changedAt();
        return state.runs().stream()
                .filter(run -> run.settled()
                        && since != null
                        && !EndedRun.finishedAt(run).isBefore(since))
                .max(Comparator.comparing(EndedRun::finishedAt));
    }

    private static boolean edited(SyncState state, DatabaseSyncRun run) {
        DatabaseSyncSpec template = run.getSpec().template();
        return template != null && !SpecHash.template(template).equals(SpecHash.template(state.spec()));
    }

    private static String name(SyncState state) {
        String after = lastLook(state)
                .map(run -> run.getMetadata().getName())
                .orElseGet(() -> state.pins().changedIn().orElse(""));
        return state.nameOfRun("look after " + after);
    }
}
