package io.databasesync.cli.web.cluster;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
import io.databasesync.api.Endpoint;
import io.databasesync.api.Endpoint.Protection;
import io.databasesync.api.Identity;
import io.databasesync.api.ReasonWords;
import io.databasesync.api.RunResult;
import io.databasesync.contract.Annotations;
import io.databasesync.sync.ReasonWord;
import io.databasesync.web.api.PastRun;
import io.databasesync.web.api.SyncView;
import io.databasesync.web.api.SyncView.ActiveRun;
import io.databasesync.web.api.SyncViewBuilder;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Syncs, as the web server shows them.
final class SyncViews {
    private static final String NOTHING_TO_DO = "Nothing to do.";

    private SyncViews() {}

    static SyncView of(DatabaseSync sync) {
        DatabaseSyncSpec spec = sync.getSpec();
        DatabaseSyncStatus status = Objects.requireNonNullElse(sync.getStatus(), DatabaseSyncStatus.NONE);
        Optional<Condition> ready = condition(status, "Ready");
        boolean toLocal = spec.direction() != null && spec.direction().target(true, false);
        boolean toRemote = spec.direction() != null && !toLocal;
        return SyncViewBuilder.builder()
                .namespace(sync.getMetadata().getNamespace())
                .name(sync.getMetadata().getName())
                .direction(spec.direction())
                .local(endpoint(spec.local(), local(status), toLocal))
                .remote(endpoint(spec.remote(), remote(status), toRemote))
                .state(status.phase() == null ? "New" : status.phase())
                .ready(ready.flatMap(SyncViews::answer).orElse(null))
                .reason(ready.map(Condition::getReason).orElse(null))
                .message(status.message())
                .fix(ready.flatMap(found -> fix(found.getReason())).orElse(null))
                .fresh(condition(status, "Fresh").flatMap(SyncViews::answer).orElse(null))
                .inSync(condition(status, "InSync").flatMap(SyncViews::answer).orElse(null))
                .activeRun(active(status))
                .lastRun(last(status.lastRun()))
                .lastSuccess(status.lastSuccessTime())
                .nextRun(status.nextScheduleTime())
                .waitingRuns(Objects.requireNonNullElse(status.waitingRuns(), 0))
                .suspended(Boolean.TRUE.equals(spec.suspend()))
                .approval(spec.approval() == null ? null : spec.approval().name())
                .badge("true".equals(annotation(sync, Annotations.BADGE)))
                .createdAt(time(sync.getMetadata().getCreationTimestamp()))
                .version(Objects.toString(sync.getMetadata().getResourceVersion(), ""))
                .build();
    }

    /// What to do about a reason; empty if there is nothing to do.
    static Optional<String> fix(@Nullable String reason) {
        return ReasonWords.find(reason).map(ReasonWord::fix).filter(fix -> !fix.equals(NOTHING_TO_DO));
    }

    /// Reads a time that Kubernetes wrote; null if the text is absent, or is no time.
    static @Nullable Instant time(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException _) {
            return null;
        }
    }

    private static @Nullable String annotation(HasMetadata object, String name) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(name);
    }

    private static io.databasesync.web.api.Endpoint endpoint(Endpoint end, @Nullable Identity found, boolean replaced) {
        String host = end.host();
        String database = end.database();
        return new io.databasesync.web.api.Endpoint(
                host == null || end.port() == null ? host : host + ":" + end.port(),
                database == null && found != null ? found.database() : database,
                end.environment(),
                end.protection() == Protection.ReadOnly,
                replaced);
    }

    private static @Nullable Identity local(DatabaseSyncStatus status) {
        return status.identities() == null ? null : status.identities().local();
    }

    private static @Nullable Identity remote(DatabaseSyncStatus status) {
        return status.identities() == null ? null : status.identities().remote();
    }

    private static @Nullable ActiveRun active(DatabaseSyncStatus status) {
        return status.activeRun() == null
                ? null
                : new ActiveRun(
                        status.activeRun(),
                        status.operation(),
                        status.percent(),
                        status.tables(),
                        status.rate(),
                        status.eta());
    }

    private static @Nullable PastRun last(@Nullable LastRun last) {
        return last == null || last.name() == null
                ? null
                : new PastRun(
                        last.name(),
                        last.operation(),
                        result(last.result()),
                        last.reason(),
                        last.message(),
                        null,
                        last.startedAt(),
                        last.finishedAt(),
                        last.rows(),
                        last.bytes(),
                        true);
    }

    static @Nullable String result(@Nullable RunResult result) {
        return result == null ? null : result.name();
    }

    private static Optional<Condition> condition(DatabaseSyncStatus status, String type) {
        return status.conditions().stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }

    private static Optional<Boolean> answer(Condition condition) {
        return switch (Objects.toString(condition.getStatus(), "")) {
            case "True" -> Optional.of(true);
            case "False" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
