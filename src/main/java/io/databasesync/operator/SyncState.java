package io.databasesync.operator;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.sync.Operation;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the cluster shows about one sync.
///
/// @param runs those that this sync owns, oldest first; a run that was not accepted is not among them
record SyncState(DatabaseSync sync, List<DatabaseSyncRun> runs, Instant now) {
    static final Comparator<DatabaseSyncRun> OLDEST_FIRST = Comparator.comparing((DatabaseSyncRun run) ->
                    Objects.requireNonNullElse(run.getMetadata().getCreationTimestamp(), ""))
            .thenComparing(run -> run.getMetadata().getName());

    SyncState {
        runs = runs.stream()
                .filter(run -> Owners.owns(sync, run))
                .sorted(OLDEST_FIRST)
                .toList();
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
        String suffix = SpecHash.runSuffix(sync.getMetadata().getUid(), generation(), SpecHash.what(spec()));
        return sync.getMetadata().getName() + "-" + suffix;
    }

    Optional<DatabaseSyncRun> activeRun() {
        return runs.stream().filter(run -> !settled(run)).reduce((_, newest) -> newest);
    }

    /// The newest run that ended, plans not counted.
    Optional<DatabaseSyncRun> lastRun() {
        return runs.stream()
                .filter(run -> settled(run) && run.getSpec().operation() != Operation.Plan)
                .max(Comparator.comparing(SyncState::finishedAt)
                        .thenComparing(run -> run.getMetadata().getName().equals(runName())));
    }

    /// Whether a run exists, or existed, that answers this spec.
    boolean handled() {
        String what = SpecHash.what(spec());
        DatabaseSyncStatus status = status();
        if (status != null && what.equals(status.handledSpecHash())) {
            return true;
        }
        boolean exists =
                runs.stream().anyMatch(run -> run.getMetadata().getName().equals(runName()));
        return exists
                || runs.stream()
                        .filter(run -> run.getSpec().operation() == Operation.Sync)
                        .reduce((_, newer) -> newer)
                        .filter(run -> answers(run, what))
                        .isPresent();
    }

    private static boolean answers(DatabaseSyncRun run, String what) {
        DatabaseSyncSpec template = run.getSpec().template();
        return template != null && SpecHash.what(template).equals(what);
    }

    private static boolean settled(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = run.getStatus();
        return status != null && status.settled();
    }

    private static Instant finishedAt(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = run.getStatus();
        Instant finished = status == null ? null : status.finishedAt();
        return finished == null ? Instant.EPOCH : finished;
    }
}
