package io.databasesync.operator.run;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
import io.databasesync.api.DatabaseSyncStatusLastRunBuilder;
import io.databasesync.contract.Annotations;
import io.databasesync.operator.status.Conditions;
import io.databasesync.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/// What a sync keeps of an ended run: all values that decisions need, also after the run is deleted.
public final class EndedRun {
    private EndedRun() {}

    public static LastRun of(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = Objects.requireNonNull(run.getStatus());
        DatabaseSyncSpec template = run.getSpec().template();
        String message = status.message();
        Instant started = status.startedAt();
        Instant finished = status.finishedAt();
        String duration =
                started == null || finished == null ? null : Durations.format(Duration.between(started, finished));
        return DatabaseSyncStatusLastRunBuilder.builder()
                .name(run.getMetadata().getName())
                .result(status.result())
                .startedAt(started)
                .finishedAt(finished)
                .duration(duration)
                .rows(status.rows())
                .bytes(status.bytes())
                .operation(run.getSpec().operation())
                .reason(status.reason())
                .message(message == null ? null : Conditions.cut(message))
                .contentHash(template == null ? null : SpecHash.content(template))
                .tried(Annotations.number(run, Annotations.TRIED).orElse(null))
                .build();
    }

    /// The time of the end; the epoch if no time is noted.
    public static Instant finishedAt(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = run.getStatus();
        Instant finished = status == null ? null : status.finishedAt();
        return finished == null ? Instant.EPOCH : finished;
    }
}
