package io.databasesync.cli.web.cluster;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.cli.web.ProgressViews;
import io.databasesync.sync.NamedRow;
import io.databasesync.sync.Phase;
import io.databasesync.web.api.PastRun;
import io.databasesync.web.api.RunView;
import io.databasesync.web.api.RunView.Difference;
import io.databasesync.web.api.RunView.DifferentRow;
import io.databasesync.web.api.RunView.Verification;
import io.databasesync.web.api.RunViewBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Runs, as the web server shows them.
final class RunViews {
    private RunViews() {}

    static RunView of(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = Objects.requireNonNullElse(run.getStatus(), DatabaseSyncRunStatus.NONE);
        return RunViewBuilder.builder()
                .namespace(run.getMetadata().getNamespace())
                .name(run.getMetadata().getName())
                .sync(run.getSpec().syncRef())
                .operation(run.getSpec().operation())
                .phase(Objects.requireNonNullElse(status.phase(), Phase.Pending))
                .requestedBy(run.getSpec().requestedBy())
                .note(run.getSpec().reason())
                .createdAt(SyncViews.time(run.getMetadata().getCreationTimestamp()))
                .startedAt(status.startedAt())
                .finishedAt(status.finishedAt())
                .result(SyncViews.result(status.result()))
                .reason(status.reason())
                .message(status.message())
                .fix(SyncViews.fix(status.reason()).orElse(null))
                .attempts(status.attempts())
                .rows(status.rows())
                .bytes(status.bytes())
                .cancelRequested(run.getSpec().cancelled())
                .plan(status.plan() == null ? null : status.plan().hash())
                .approvedPlan(run.getSpec().approvedPlan())
                .verification(verification(status))
                .progress(ProgressViews.of(status.progress(), status.beatSeconds()))
                .version(Objects.toString(run.getMetadata().getResourceVersion(), ""))
                .build();
    }

    /// A run that its sync remembers, and that is deleted.
    static PastRun past(DatabaseSyncStatus.PastRun run) {
        return new PastRun(
                run.name(),
                run.operation(),
                SyncViews.result(run.result()),
                run.reason(),
                null,
                run.requestedBy(),
                run.startedAt(),
                run.finishedAt(),
                run.rows(),
                run.bytes(),
                false);
    }

    private static @Nullable Verification verification(DatabaseSyncRunStatus status) {
        DatabaseSyncRunStatus.@Nullable Verification equal = status.verification();
        List<Difference> differences = status.progress() == null
                ? List.of()
                : status.progress().differences().stream()
                        .map(RunViews::difference)
                        .toList();
        if (equal == null) {
            return differences.isEmpty() ? null : new Verification(null, null, null, differences);
        }
        return new Verification(equal.method(), equal.tables(), equal.rows(), differences);
    }

    // a status has no values of rows
    private static Difference difference(ProgressStatus.Differences found) {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put(NamedRow.Kind.Differs.words(), found.different());
        counts.put(NamedRow.Kind.OnlyOnSource.words(), found.onlyOnSource());
        counts.put(NamedRow.Kind.OnlyOnTarget.words(), found.onlyOnTarget());
        counts.put(NamedRow.Kind.Missing.words(), found.missing());
        List<DifferentRow> rows = counts.entrySet().stream()
                .filter(count -> count.getValue() > 0)
                .map(count -> new DifferentRow(List.of(), count.getValue() + " " + count.getKey()))
                .toList();
        return new Difference(found.table(), List.of(), rows, found.more());
    }
}
