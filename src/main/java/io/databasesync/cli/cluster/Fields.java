package io.databasesync.cli.cluster;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.cli.cluster.Listing.Field;
import io.databasesync.text.Display;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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

    Listing<DatabaseSync> syncs() {
        return new Listing<>(List.of(
                Field.of("NAME", sync -> sync.getMetadata().getName()),
                Field.of("PHASE", sync(DatabaseSyncStatus::phase)),
                Field.of("PERCENT", sync(DatabaseSyncStatus::percent)),
                Field.of("RUN", sync(DatabaseSyncStatus::activeRun)),
                Field.of("ETA", sync(DatabaseSyncStatus::eta)),
                Field.of("LAST-SUCCESS", sync(status -> age(status.lastSuccessTime()))),
                Field.of("READY", sync(status -> ready(status, "status"))),
                Field.of("REASON", sync(status -> ready(status, "reason"))),
                Field.of("AGE", this::age),
                Field.wide("MESSAGE", sync(DatabaseSyncStatus::message))));
    }

    Listing<DatabaseSyncRun> runs() {
        return new Listing<>(List.of(
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
                Field.of("ETA", run(status -> status.settled() ? null : eta(status))),
                Field.of("AGE", this::age),
                Field.wide("REASON", run(DatabaseSyncRunStatus::reason)),
                Field.wide("MESSAGE", run(Fields::message))));
    }

    /// The columns for runs that have ended.
    Listing<DatabaseSyncRun> history() {
        return new Listing<>(List.of(
                Field.of("NAME", run -> run.getMetadata().getName()),
                Field.of("OPERATION", run -> text(run.getSpec().operation())),
                Field.of("RESULT", run(DatabaseSyncRunStatus::result)),
                Field.of("REASON", run(DatabaseSyncRunStatus::reason)),
                Field.of("STARTED", run(DatabaseSyncRunStatus::startedAt)),
                Field.of("DURATION", run(Fields::duration)),
                Field.of("ROWS", run(status -> status.rows() == null ? null : Display.count(status.rows()))),
                Field.of("BYTES", run(status -> status.bytes() == null ? null : Display.bytes(status.bytes()))),
                Field.of("ASKED-BY", run -> text(run.getSpec().asked())),
                Field.wide("MESSAGE", run(DatabaseSyncRunStatus::message))));
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

    static @Nullable String message(DatabaseSyncRunStatus status) {
        ProgressStatus progress = status.progress();
        return status.message() == null && progress != null ? progress.message() : status.message();
    }

    private static @Nullable Instant eta(DatabaseSyncRunStatus status) {
        return status.progress() == null ? null : status.progress().eta();
    }

    private static @Nullable String duration(DatabaseSyncRunStatus status) {
        return status.startedAt() == null || status.finishedAt() == null
                ? null
                : Display.duration(Duration.between(status.startedAt(), status.finishedAt()));
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
