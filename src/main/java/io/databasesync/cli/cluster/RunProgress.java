package io.databasesync.cli.cluster;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.ProgressStatusBuilder;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.Progress.Count;
import io.databasesync.sync.Progress.TableProgress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The progress of a run on a cluster, as its object has it.
final class RunProgress {
    private RunProgress() {}

    static Progress of(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = Objects.requireNonNullElse(run.getStatus(), DatabaseSyncRunStatus.NONE);
        ProgressStatus progress = Objects.requireNonNullElseGet(
                status.progress(), () -> ProgressStatusBuilder.builder().build());
        return new Progress(
                phase(status, progress),
                Objects.requireNonNullElse(progress.percent(), 0),
                count(progress.tables()),
                count(progress.rows()),
                progress.bytes() == null
                        ? new Count(0, 0)
                        : new Count(progress.bytes().done(), progress.bytes().total()),
                progress.bytes() == null || status.settled()
                        ? 0
                        : progress.bytes().perSecond(),
                count(progress.indexes()),
                status.settled() ? List.of() : progress.current(),
                status.settled() ? null : progress.eta(),
                status.settled() // the line after the progress says how
                        ? "the run has ended"
                        : Objects.requireNonNullElse(Fields.message(status), "Waiting to start"),
                progress.perTable().stream()
                        .map(table -> table(status.settled() ? table.ended() : table))
                        .toList(),
                false);
    }

    /// When the phases of the run began, as operator and pod say it, oldest first.
    static Map<Phase, Instant> phases(DatabaseSyncRun run) {
        Map<Phase, Instant> began = new LinkedHashMap<>();
        String created = run.getMetadata().getCreationTimestamp();
        if (created != null) {
            began.put(Phase.Pending, Instant.parse(created));
        }
        DatabaseSyncRunStatus status = Objects.requireNonNullElse(run.getStatus(), DatabaseSyncRunStatus.NONE);
        if (status.progress() != null) {
            status.progress().phases().stream()
                    .filter(phase -> phase.phase() != null && phase.startedAt() != null)
                    .forEach(phase -> began.putIfAbsent(
                            Objects.requireNonNull(phase.phase()), Objects.requireNonNull(phase.startedAt())));
        }
        if (status.finishedAt() != null && status.phase() != null) {
            began.putIfAbsent(status.phase(), status.finishedAt());
        }
        return began;
    }

    private static Phase phase(DatabaseSyncRunStatus status, ProgressStatus progress) {
        Phase known = status.settled() || progress.phase() == null ? status.phase() : progress.phase();
        return Objects.requireNonNullElse(known, Phase.Pending);
    }

    private static Count count(ProgressStatus.@Nullable Count count) {
        return count == null ? new Count(0, 0) : new Count(count.done(), count.total());
    }

    private static TableProgress table(ProgressStatus.Table table) {
        return new TableProgress(
                table.name(),
                table.working(),
                new Count(table.rows(), table.rowsTotal()),
                new Count(table.bytes(), table.bytesTotal()),
                table.perSecond());
    }
}
