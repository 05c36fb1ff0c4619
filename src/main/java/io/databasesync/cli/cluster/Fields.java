package io.databasesync.cli.cluster;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.cli.terminal.Table.Field;
import io.databasesync.text.Display;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The columns of lists of syncs and runs.
final class Fields {
    private static final String NONE = "-";

    private final Instant now;

    Fields(InstantSource clock) {
        now = clock.instant();
    }

    static Fields now() {
        return new Fields(InstantSource.system());
    }

    Listing<DatabaseSync> syncs() {
        return Listing.of(
                Field.of("NAME", sync -> sync.getMetadata().getName()),
                Field.of("PHASE", sync(DatabaseSyncStatus::phase)),
                Field.of("PERCENT", sync(DatabaseSyncStatus::percent)),
                Field.of("TABLES", sync(DatabaseSyncStatus::tables)),
                Field.of("RATE", sync(DatabaseSyncStatus::rate)),
                Field.of("ETA", sync(DatabaseSyncStatus::remaining)),
                Field.of("LAST-SUCCESS", sync(status -> age(status.lastSuccessTime()))),
                Field.of("NEXT", sync(DatabaseSyncStatus::nextScheduleTime)),
                Field.of("READY", sync(status -> ready(status, "status"))),
                Field.of("REASON", sync(status -> ready(status, "reason"))),
                Field.of("AGE", this::age),
                Field.wide("RUN", sync(DatabaseSyncStatus::activeRun)),
                Field.wide("MESSAGE", sync(DatabaseSyncStatus::message)));
    }

    Listing<DatabaseSyncRun> runs() {
        return Listing.of(
                Field.of("NAME", run -> run.getMetadata().getName()),
                Field.of("SYNC", run -> run.getSpec().syncRef()),
                Field.of("OPERATION", run -> text(run.getSpec().operation())),
                Field.of("PHASE", run(DatabaseSyncRunStatus::phase)),
                Field.of("PERCENT", progress(ProgressStatus::percent)),
                Field.of(
                        "TABLES",
                        progress(p -> p.tables() == null ? null : p.tables().summary())),
                Field.of(
                        "RATE",
                        progress(p -> p.bytes() == null ? null : p.bytes().rate())),
                Field.of("ETA", run(status -> status.settled() ? null : remaining(status))),
                Field.of("AGE", this::age),
                Field.wide("ASKED-BY", run -> text(run.getSpec().asked())),
                Field.wide("REASON", run(DatabaseSyncRunStatus::reason)),
                Field.wide("MESSAGE", run(Fields::message)));
    }

    private static Function<DatabaseSync, String> sync(Function<DatabaseSyncStatus, @Nullable Object> value) {
        return sync -> sync.getStatus() == null ? NONE : text(value.apply(sync.getStatus()));
    }

    private static Function<DatabaseSyncRun, String> run(Function<DatabaseSyncRunStatus, @Nullable Object> value) {
        return run -> run.getStatus() == null ? NONE : text(value.apply(run.getStatus()));
    }

    private static Function<DatabaseSyncRun, String> progress(Function<ProgressStatus, @Nullable Object> value) {
        return run(status -> status.progress() == null ? null : value.apply(status.progress()));
    }

    /// The operator's message if it knows more than the pod. It is outdated once the pod reaches another phase.
    static @Nullable String message(DatabaseSyncRunStatus status) {
        ProgressStatus progress = status.progress();
        if (progress == null || progress.message() == null) {
            return status.message();
        }
        boolean outdated = !status.settled() && progress.phase() != null && progress.phase() != status.phase();
        return outdated || status.message() == null ? progress.message() : status.message();
    }

    private static @Nullable String remaining(DatabaseSyncRunStatus status) {
        return status.progress() == null ? null : status.progress().remaining();
    }

    private static @Nullable String ready(DatabaseSyncStatus status, String part) {
        return status.conditions().stream()
                .filter(condition -> "Ready".equals(condition.getType()))
                .findFirst()
                .map(condition -> part.equals("status") ? condition.getStatus() : condition.getReason())
                .orElse(null);
    }

    private String age(HasMetadata object) {
        return Optional.ofNullable(object.getMetadata().getCreationTimestamp())
                .map(created -> age(Instant.parse(created)))
                .orElse(NONE);
    }

    private String age(@Nullable Instant then) {
        return then == null ? NONE : Display.duration(Duration.between(then, now));
    }

    private static String text(@Nullable Object value) {
        return Objects.toString(value, NONE);
    }
}
