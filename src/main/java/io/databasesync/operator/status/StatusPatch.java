package io.databasesync.operator.status;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import java.net.HttpURLConnection;
import java.util.Objects;
import java.util.Optional;

/// The server-side apply that writes a status: a new object with the operator's fields only, or nothing if
/// nothing has changed.
public final class StatusPatch {
    private static final String SAID = "Message: "; // of Fabric8: `Failure executing: POST at: … Message: …`
    private static final String DUMP = " Received status: Status(";

    private StatusPatch() {}

    public static Optional<DatabaseSync> of(DatabaseSync sync, DatabaseSyncStatus status) {
        return status.equals(sync.getStatus()) ? Optional.empty() : Optional.of(fresh(sync, status));
    }

    public static Optional<DatabaseSyncRun> of(DatabaseSyncRun run, DatabaseSyncRunStatus status) {
        DatabaseSyncRunStatus before = run.getStatus();
        if (before != null && status.equals(before.withProgress(null))) {
            return Optional.empty();
        }
        DatabaseSyncRun patch = fresh(run, status);
        if (Transition.of(run, status).moved()) {
            patch.getMetadata().setResourceVersion(run.getMetadata().getResourceVersion());
        }
        return Optional.of(patch);
    }

    /// Shows the error in the status message. All other fields stay, so this is no transition, and the retry goes on.
    /// A conflict is not shown: the resource has changed, and is read again at once.
    public static ErrorStatusUpdateControl<DatabaseSync> error(DatabaseSync sync, Exception error) {
        DatabaseSyncStatus before = Objects.requireNonNullElse(sync.getStatus(), DatabaseSyncStatus.NONE);
        DatabaseSyncStatus next = before.withMessage(message(error));
        return conflict(error) || next.equals(before)
                ? ErrorStatusUpdateControl.noStatusUpdate()
                : ErrorStatusUpdateControl.patchStatus(fresh(sync, next));
    }

    public static ErrorStatusUpdateControl<DatabaseSyncRun> error(DatabaseSyncRun run, Exception error) {
        DatabaseSyncRunStatus before = Objects.requireNonNullElse(run.getStatus(), DatabaseSyncRunStatus.NONE)
                .withProgress(null);
        DatabaseSyncRunStatus next = before.withMessage(message(error));
        return conflict(error) || before.settled() || next.equals(before)
                ? ErrorStatusUpdateControl.noStatusUpdate()
                : ErrorStatusUpdateControl.patchStatus(fresh(run, next));
    }

    /// Whether the error says that the resource has changed since it was read.
    public static boolean conflict(Exception error) {
        return error instanceof KubernetesClientException answer && answer.getCode() == HttpURLConnection.HTTP_CONFLICT;
    }

    /// A patch for the version that was read only: a sync that was deleted and created again is another one
    /// and starts anew. For a run this holds for transitions only, so that each is written once: its pod
    /// writes all the time.
    private static DatabaseSync fresh(DatabaseSync sync, DatabaseSyncStatus status) {
        DatabaseSync patch = new DatabaseSync();
        patch.setMetadata(identity(sync));
        patch.getMetadata().setResourceVersion(sync.getMetadata().getResourceVersion());
        patch.setStatus(status);
        return patch;
    }

    private static DatabaseSyncRun fresh(DatabaseSyncRun run, DatabaseSyncRunStatus status) {
        DatabaseSyncRun patch = new DatabaseSyncRun();
        patch.setMetadata(identity(run));
        patch.setStatus(status.withProgress(null));
        return patch;
    }

    private static ObjectMeta identity(HasMetadata resource) {
        return new ObjectMetaBuilder()
                .withNamespace(resource.getMetadata().getNamespace())
                .withName(resource.getMetadata().getName())
                .build();
    }

    private static String message(Exception error) {
        return Conditions.cut("the operator tries again: "
                + firstSentence(Objects.requireNonNullElse(error.getMessage(), "" + error)));
    }

    /// What the API server said, without the client's dump of the whole answer behind it.
    private static String firstSentence(String message) {
        int said = message.indexOf(SAID);
        String rest = said < 0 ? message : message.substring(said + SAID.length());
        int dump = rest.indexOf(DUMP);
        return (dump < 0 ? rest : rest.substring(0, dump)).strip();
    }
}
