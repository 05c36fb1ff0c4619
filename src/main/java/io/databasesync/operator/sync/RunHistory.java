package io.databasesync.operator.sync;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncSpec.History;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
import io.databasesync.api.DatabaseSyncStatus.PastRun;
import io.databasesync.api.DatabaseSyncStatusPastRunBuilder;
import io.databasesync.api.RunResult;
import io.databasesync.operator.run.EndedRun;
import io.databasesync.sync.Operation;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The ended runs of a sync: those that its status lists, and those that are deleted because newer ones are enough.
public final class RunHistory {
    private static final int LISTED = 10;
    private static final int KEPT = 5;
    private static final Comparator<PastRun> NEWEST_FIRST = Comparator.comparing(
                    (PastRun run) -> Objects.requireNonNullElse(run.finishedAt(), Instant.EPOCH))
            .reversed()
            .thenComparing(PastRun::name);

    private RunHistory() {}

    /// The last ten, from the status and the runs.
    static List<PastRun> listed(SyncState state) {
        Map<String, PastRun> byName = new LinkedHashMap<>();
        state.before(DatabaseSyncStatus::history).orElse(List.of()).forEach(run -> byName.put(run.name(), run));
        state.runs().stream()
                .filter(DatabaseSyncRun::settled)
                .map(RunHistory::past)
                .forEach(run -> byName.put(run.name(), run));
        return byName.values().stream().sorted(NEWEST_FIRST).limit(LISTED).toList();
    }

    /// How often the sync failed in a row, among the runs that its status lists. Runs that only look do not count.
    static int failuresInARow(SyncState state) {
        return Math.toIntExact(listed(state).stream()
                .filter(run -> run.operation() == Operation.Sync || run.operation() == Operation.Rollback)
                .takeWhile(run -> run.operation() == Operation.Sync && run.result() == RunResult.Failed)
                .count());
    }

    /// The runs to delete. Called after their ends are in the status. The last run that counts, and the one that
    /// found another database, stay.
    public static List<DatabaseSyncRun> superfluous(SyncState state) {
        History limits = Objects.requireNonNullElse(state.spec().history(), new History(null, null));
        return Stream.concat(
                        beyond(state, true, limits.successful()).stream(),
                        beyond(state, false, limits.failed()).stream())
                .filter(run -> !needed(state, run))
                .toList();
    }

    private static List<DatabaseSyncRun> beyond(SyncState state, boolean succeeded, @Nullable Integer limit) {
        return state.runs().stream()
                .filter(run -> run.settled() && succeeded(run) == succeeded)
                .sorted(Comparator.comparing(EndedRun::finishedAt).reversed())
                .skip(limit == null ? KEPT : limit)
                .toList();
    }

    private static boolean succeeded(DatabaseSyncRun run) {
        return run.getStatus() != null && run.getStatus().result() == RunResult.Succeeded;
    }

    private static boolean needed(SyncState state, DatabaseSyncRun run) {
        String name = run.getMetadata().getName();
        Optional<String> last = state.lastEnd().summary().map(LastRun::name);
        return last.filter(name::equals).isPresent()
                || state.pins().changedIn().filter(name::equals).isPresent()
                || run.getMetadata().getDeletionTimestamp() != null;
    }

    private static PastRun past(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = Objects.requireNonNull(run.getStatus());
        LastRun ended = EndedRun.of(run);
        return DatabaseSyncStatusPastRunBuilder.builder()
                .name(run.getMetadata().getName())
                .operation(run.getSpec().operation())
                .result(status.result())
                .reason(status.reason())
                .requestedBy(run.getSpec().asked())
                .startedAt(status.startedAt())
                .finishedAt(status.finishedAt())
                .duration(ended.duration())
                .rows(status.rows())
                .bytes(status.bytes())
                .build();
    }
}
