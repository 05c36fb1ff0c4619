package io.databasesync.operator;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
import io.databasesync.api.RunResult;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the cluster shows about one sync.
///
/// @param runs those that this sync owns, oldest first; a run that was not accepted is not among them
/// @param firstPause before a run that got no connection is tried again
record SyncState(DatabaseSync sync, List<DatabaseSyncRun> runs, Instant now, Duration firstPause) {
    static final Comparator<DatabaseSyncRun> OLDEST_FIRST = Comparator.comparing((DatabaseSyncRun run) ->
                    Objects.requireNonNullElse(run.getMetadata().getCreationTimestamp(), ""))
            .thenComparing(run -> run.getMetadata().getName());

    SyncState {
        runs = runs.stream()
                .filter(run -> Owners.owns(sync, run))
                .sorted(OLDEST_FIRST)
                .toList();
    }

    SyncState(DatabaseSync sync, List<DatabaseSyncRun> runs, Instant now) {
        this(sync, runs, now, OperatorSettings.RECONNECT_AFTER);
    }

    DatabaseSyncSpec spec() {
        return sync.getSpec();
    }

    @Nullable
    DatabaseSyncStatus status() {
        return sync.getStatus();
    }

    long generation() {
        return Objects.requireNonNullElse(sync.getMetadata().getGeneration(), 0L);
    }

    boolean suspended() {
        return Boolean.TRUE.equals(spec().suspend());
    }

    /// The run that this spec asks for, whether it exists or not.
    String runName() {
        String again = pins().repins() == 0 ? "" : "/" + pins().repins();
        String suffix = SpecHash.runSuffix(sync.getMetadata().getUid(), generation(), SpecHash.what(spec()) + again);
        return sync.getMetadata().getName() + "-" + suffix;
    }

    /// The run that tries again what the last one did not get to.
    String nextTryName() {
        String what =
                SpecHash.what(spec()) + "/after/" + last().map(LastRun::name).orElse("");
        return sync.getMetadata().getName() + "-"
                + SpecHash.runSuffix(sync.getMetadata().getUid(), generation(), what);
    }

    /// The databases that the sync is held to.
    Pins pins() {
        return Pins.of(sync, runs);
    }

    /// Whether the pins are cleared now after a run was refused for them: it is made up for.
    boolean refusalCleared() {
        DatabaseSyncStatus status = status();
        return pins().clearing()
                && status != null
                && status.identities() != null
                && status.identities().changedIn() != null;
    }

    Optional<DatabaseSyncRun> activeRun() {
        return runs.stream().filter(run -> !settled(run)).reduce((_, newest) -> newest);
    }

    /// How the newest run ended, of those that may replace content; rollbacks that changed nothing are not counted.
    ///
    /// What the status keeps of one that was deleted since stands until another one ends after it: no content comes
    /// back with a deletion. A status that the cache has not caught up with is only ever older.
    Optional<LastRun> last() {
        Optional<LastRun> found = lastRun().map(EndedRun::of);
        return found.isPresent() ? found : Optional.ofNullable(told());
    }

    /// That run, if it is still there.
    Optional<DatabaseSyncRun> lastRun() {
        return runs.stream()
                .filter(run -> settled(run) && replaces(run.getSpec().operation()))
                .filter(run -> run.getSpec().operation() != Operation.Rollback || succeeded(run))
                .max(Comparator.comparing(SyncState::finishedAt)
                        .thenComparing(run -> run.getMetadata().getName().equals(runName())))
                .filter(run -> !deletedAfter(finishedAt(run)));
    }

    /// Whether a run that did not end before has been deleted.
    private boolean deletedAfter(Instant finished) {
        LastRun told = told();
        return told != null
                && told.finishedAt() != null
                && !told.finishedAt().isBefore(finished)
                && runs.stream().noneMatch(run -> run.getMetadata().getName().equals(told.name()));
    }

    private @Nullable LastRun told() {
        DatabaseSyncStatus status = status();
        return status == null ? null : status.lastRun();
    }

    private static boolean replaces(@Nullable Operation operation) {
        return operation != Operation.Plan && operation != Operation.Verify;
    }

    /// Whether a run exists, or existed, that answers this spec.
    boolean handled() {
        String what = SpecHash.what(spec());
        DatabaseSyncStatus status = status();
        boolean exists =
                runs.stream().anyMatch(run -> run.getMetadata().getName().equals(runName()));
        if (exists || refusalCleared()) {
            return exists;
        }
        if (newer().filter(template -> !SpecHash.what(template).equals(what)).isPresent()) {
            return false;
        }
        return (status != null && what.equals(status.handledSpecHash()))
                || runs.stream()
                        .filter(run -> run.getSpec().operation() == Operation.Sync)
                        .reduce((_, newer) -> newer)
                        .filter(run -> answers(run, what) && !refusedForClearedPins(run))
                        .isPresent();
    }

    /// What a run was made for that the status may know nothing of: one that is under way, or that ended since. The
    /// operator may have died before it wrote down that it made it.
    Optional<DatabaseSyncSpec> newer() {
        Optional<DatabaseSyncRun> active = runs.stream()
                .filter(run -> !settled(run) && RunState.accepted(run))
                .filter(run -> run.getSpec().operation() == Operation.Sync)
                .reduce((_, newest) -> newest);
        LastRun told = told();
        Optional<DatabaseSyncRun> ended = lastRun()
                .filter(run -> run.getSpec().operation() == Operation.Sync)
                .filter(run -> told == null || !run.getMetadata().getName().equals(told.name()));
        return active.or(() -> ended).map(run -> run.getSpec().template());
    }

    private static boolean answers(DatabaseSyncRun run, String what) {
        DatabaseSyncSpec template = run.getSpec().template();
        return template != null && SpecHash.what(template).equals(what);
    }

    private boolean refusedForClearedPins(DatabaseSyncRun run) {
        boolean refused = run.getStatus() != null
                && Reason.IdentityChanged.name().equals(run.getStatus().reason());
        return refused && pins().changedIn().isEmpty();
    }

    private static boolean settled(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = run.getStatus();
        return status != null && status.settled();
    }

    private static boolean succeeded(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = run.getStatus();
        return status != null && status.result() == RunResult.Succeeded;
    }

    private static Instant finishedAt(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = run.getStatus();
        Instant finished = status == null ? null : status.finishedAt();
        return finished == null ? Instant.EPOCH : finished;
    }
}
