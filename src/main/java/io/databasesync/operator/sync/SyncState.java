package io.databasesync.operator.sync;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
import io.databasesync.api.Schedule;
import io.databasesync.operator.job.Owners;
import io.databasesync.operator.run.Pins;
import io.databasesync.operator.run.SpecHash;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What the cluster shows about one sync, computed once: a sync may keep many runs, so every pass over them and every
/// hash of a spec is made here and kept.
public final class SyncState {
    public static final Comparator<DatabaseSyncRun> OLDEST_FIRST = Comparator.comparing((DatabaseSyncRun run) ->
                    Objects.requireNonNullElse(run.getMetadata().getCreationTimestamp(), ""))
            .thenComparing(run -> run.getMetadata().getName());

    private final DatabaseSync sync;
    private final List<DatabaseSyncRun> runs;
    private final Instant now;
    private final Duration firstPause;
    private final Pins pins;
    private final String what;
    private final String runName;
    private final List<DatabaseSyncRun> unsettled;
    private final Optional<DatabaseSyncRun> activeRun;
    private final LastEnd lastEnd;
    private final Optional<String> deletedRun;
    private final AnsweredSpec answered;
    private final ScheduleTurn turn;

    /// @param runs only those count that this sync owns; a run that was not accepted has no owner yet
    /// @param firstPause the pause before the first retry of a run that got no connection
    /// @param gone the run that the status calls active, if the API has no such run
    public SyncState(
            DatabaseSync sync, List<DatabaseSyncRun> runs, Instant now, Duration firstPause, Optional<String> gone) {
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
        unsettled = this.runs.stream().filter(run -> !run.settled()).toList();
        activeRun = UnderWay.active(unsettled);
        lastEnd = LastEnd.of(this.runs, runName, told());
        deletedRun = activeRun.isPresent() ? Optional.empty() : gone.or(this::deletedBefore);
        answered = AnsweredSpec.of(this); // these two last: they use the other fields
        turn = ScheduleTurn.of(this);
    }

    /// The deleted run that the status shows, until another one has ended.
    private Optional<String> deletedBefore() {
        boolean ended = lastEnd.run()
                .filter(run -> told().filter(last -> run.getMetadata().getName().equals(last.name()))
                        .isEmpty())
                .isPresent();
        return ended ? Optional.empty() : before(DatabaseSyncStatus::deletedRun);
    }

    public DatabaseSync sync() {
        return sync;
    }

    /// The runs of the sync, oldest first.
    public List<DatabaseSyncRun> runs() {
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

    /// A field of the status before this step.
    <T> Optional<T> before(Function<DatabaseSyncStatus, @Nullable T> field) {
        return Optional.ofNullable(sync.getStatus()).map(field);
    }

    public long generation() {
        return Objects.requireNonNullElse(sync.getMetadata().getGeneration(), 0L);
    }

    boolean suspended() {
        return Boolean.TRUE.equals(spec().suspend());
    }

    /// The hash of all fields that ask for one more run when they change.
    String what() {
        return what;
    }

    /// The name of the run that this spec asks for, whether the run exists or not.
    String runName() {
        return runName;
    }

    /// Whether only the clock and the trigger start runs.
    boolean byTheClock() {
        Schedule schedule = spec().schedule();
        boolean runsOnCreate = schedule != null && Boolean.TRUE.equals(schedule.runOnCreate());
        return schedule != null && !(runsOnCreate && told().isEmpty());
    }

    /// What the clock asks for.
    ScheduleTurn turn() {
        return turn;
    }

    /// The runs that a run by the clock replaces.
    public List<DatabaseSyncRun> replacedByTheClock() {
        return turn.replaced();
    }

    /// The name of a run: always the same for one generation of the sync and one demand.
    String nameOfRun(String asked) {
        String suffix = SpecHash.runSuffix(sync.getMetadata().getUid(), generation(), asked);
        return sync.getMetadata().getName() + "-" + suffix;
    }

    /// The databases that the sync is held to.
    Pins pins() {
        return pins;
    }

    /// Whether the pins are being cleared after a run was refused for them.
    boolean refusalCleared() {
        return pins.clearing()
                && before(DatabaseSyncStatus::identities)
                        .filter(known -> known.changedIn() != null)
                        .isPresent();
    }

    /// Whether no run is under way, of any operation.
    boolean idle() {
        return unsettled.isEmpty();
    }

    /// Whether the operator may start a run by itself.
    boolean mayStart() {
        return unsettled.isEmpty() && !suspended() && pins.changedIn().isEmpty();
    }

    /// The run that works, or works next, of those that may replace tables.
    Optional<DatabaseSyncRun> activeRun() {
        return activeRun;
    }

    /// How many runs wait for another one.
    int waitingRuns() {
        return UnderWay.waiting(unsettled, activeRun);
    }

    LastEnd lastEnd() {
        return lastEnd;
    }

    /// The newest run, if somebody deleted it before it had ended. The person wants no other one, until the spec or the
    /// trigger changes.
    Optional<String> deletedRun() {
        return deletedRun;
    }

    /// Whether the newest run did not succeed, or none has ended.
    boolean failedLast() {
        return !lastEnd.succeeded() || lastEnd.waived().isPresent() || deletedRun.isPresent();
    }

    /// The last run as the status shows it.
    Optional<LastRun> told() {
        return before(DatabaseSyncStatus::lastRun);
    }

    AnsweredSpec answered() {
        return answered;
    }
}
