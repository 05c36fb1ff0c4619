package io.databasesync.operator;

import io.databasesync.api.Annotations;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
import io.databasesync.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/// What a sync keeps of a run that has ended: all that is decided by it, also when it is deleted.
final class EndedRun {
    private EndedRun() {}

    static LastRun of(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = Objects.requireNonNull(run.getStatus());
        DatabaseSyncSpec template = run.getSpec().template();
        String message = status.message();
        Instant started = status.startedAt();
        Instant finished = status.finishedAt();
        String duration =
                started == null || finished == null ? null : Durations.format(Duration.between(started, finished));
        return new LastRun(
                run.getMetadata().getName(),
                status.result(),
                started,
                finished,
                duration,
                status.rows(),
                status.bytes(),
                run.getSpec().operation(),
                status.reason(),
                message == null ? null : Conditions.cut(message),
                template == null ? null : SpecHash.content(template),
                Annotations.number(run, Annotations.TRIED).orElse(null));
    }
}
