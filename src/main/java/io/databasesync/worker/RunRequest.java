package io.databasesync.worker;

import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.WorkerFiles;
import io.databasesync.sync.DatabaseEndpoint;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A run as a request to the engine.
///
/// @param run as the API server gave it out
/// @param root what the paths of [WorkerFiles] are under: `/` in a pod
record RunRequest(GenericKubernetesResource run, Path root) {
    /// @throws SyncException `InvalidSpec`, if spec or Secrets are not what they must be
    SyncRequest build() {
        String name = run.getMetadata().getNamespace() + "/" + run.getMetadata().getName();
        DatabaseSyncRunSpec spec = StrictSpec.ofRun(run, name);
        DatabaseSyncSpec template = spec.template();
        if (template == null) {
            throw new SyncException(
                    Reason.InvalidSpec, name + " has no template yet; leave it to the operator to start the pod");
        }
        Operation operation = spec.operation();
        if (operation == null) {
            throw new SyncException(Reason.InvalidSpec, name + " has no operation; set it to Sync or Plan");
        }
        SpecValues values = SpecValues.of(template);
        DatabaseEndpoint local = new MountedEndpoint(template.local(), under(WorkerFiles.LOCAL), "local").read();
        DatabaseEndpoint remote = new MountedEndpoint(template.remote(), under(WorkerFiles.REMOTE), "remote").read();
        boolean fromLocal = values.direction() == Direction.LocalToRemote;
        return new SyncRequest(
                run.getMetadata().getUid(), // one run, one id, however many pods it takes
                operation,
                values.direction(),
                fromLocal ? local : remote,
                fromLocal ? remote : local,
                values.tables(),
                values.parallelism(),
                values.safety(),
                requestedBy(name, spec.reason()));
    }

    private static String requestedBy(String name, @Nullable String reason) {
        return reason == null || reason.isBlank() ? name : "%s (%s)".formatted(name, reason.strip());
    }

    private Path under(Path mounted) {
        return root.resolve(Path.of("/").relativize(mounted));
    }
}
