package io.databasesync.operator;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the cluster shows about one sync, looked at once: runs are kept for ever, so every walk over them, and every
/// hash of a spec, is made here, and its result is kept.
final class SyncState {
    static final Comparator<DatabaseSyncRun> OLDEST_FIRST = Comparator.comparing((DatabaseSyncRun run) ->
                    Objects.requireNonNullElse(run.getMetadata().getCreationTimestamp(), ""))
            .thenComparing(run -> run.getMetadata().getName());

    private final DatabaseSync sync;
    private final List<DatabaseSyncRun> runs;
    private final Instant now;
    private final Duration firstPause;
    private final Pins pins;
    private final String what;
    private final String runName;
    private final Optional<DatabaseSyncRun> activeRun;
    private final LastEnd lastEnd;
    private final AnsweredSpec answered;

    /// @param runs of which those count that this sync owns; a run that was not accepted is not among them
    /// @param firstPause before a run that got no connection is tried again
    SyncState(DatabaseSync sync, List<DatabaseSyncRun> runs, Instant now, Duration firstPause) {
        this.sync = sync;
        this.now = now;
        this.firstPause = firstPause;
        this.runs = runs.stream()
                .filter(run -> Owners.owns(sync, run))
                .sorted(OLDEST_FIRST)
                .toList();
        pins = Pins.of(sync, this.runs);
        what = SpecHash.what(sync.getSpec());
        runName = nameOfRun(pins.repins() == 0 ? what : what + "/" + pins.repins());
        activeRun = this.runs.stream().filter(run -> !RunState.settled(run)).reduce((_, newest) -> newest);
        lastEnd = LastEnd.of(this.runs, runName, told());
        answered = AnsweredSpec.of(this); // last: it is made of the rest
    }

    SyncState(DatabaseSync sync, List<DatabaseSyncRun> runs, Instant now) {
        this(sync, runs, now, OperatorSettings.RECONNECT_AFTER);
    }

    DatabaseSync sync() {
        return sync;
    }

    /// Oldest first.
    List<DatabaseSyncRun> runs() {
        return runs;
    }

    Instant now() {
        return now;
    }

    Duration firstPause() {
        return firstPause;
    }

    DatabaseSyncSpec spec() {
        return sync.getSpec();
    }

    /// A field of the status as it was.
    <T> Optional<T> before(Function<DatabaseSyncStatus, @Nullable T> field) {
        return Optional.ofNullable(sync.getStatus()).map(field);
    }

    long generation() {
        return Objects.requireNonNullElse(sync.getMetadata().getGeneration(), 0L);
    }

    boolean suspended() {
        return Boolean.TRUE.equals(spec().suspend());
    }

    /// A hash of all that asks for one more run when it changes.
    String what() {
        return what;
    }

    /// The run that this spec asks for, whether it exists or not.
    String runName() {
        return runName;
    }

    /// The same whenever this generation of the sync asks for the same.
    String nameOfRun(String asked) {
        String suffix = SpecHash.runSuffix(sync.getMetadata().getUid(), generation(), asked);
        return sync.getMetadata().getName() + "-" + suffix;
    }

    /// The databases that the sync is held to.
    Pins pins() {
        return pins;
    }

    /// Whether the pins are cleared now after a run was refused for them.
    boolean refusalCleared() {
        return pins.clearing()
                && before(DatabaseSyncStatus::identities)
                        .filter(known -> known.changedIn() != null)
                        .isPresent();
    }

    /// Whether the operator may start a run by itself.
    boolean mayStart() {
        return activeRun.isEmpty() && !suspended() && pins.changedIn().isEmpty();
    }

    Optional<DatabaseSyncRun> activeRun() {
        return activeRun;
    }

    LastEnd lastEnd() {
        return lastEnd;
    }

    /// How the last run ended, as the status was told.
    Optional<LastRun> told() {
        return before(DatabaseSyncStatus::lastRun);
    }

    AnsweredSpec answered() {
        return answered;
    }
}
