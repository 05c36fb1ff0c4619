package io.databasesync.worker;

import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.Identities;
import io.databasesync.api.Identity;
import io.databasesync.contract.WorkerFiles;
import io.databasesync.manifest.SpecReader;
import io.databasesync.manifest.SpecRequest;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.ConnectionSettings.Pin;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A run as a request to the engine.
///
/// @param run the run as the API server returned it
/// @param root the folder of the paths in [WorkerFiles]: `/` in a pod
/// @param held the databases that both sides must lead to, as far as they are known
record RunRequest(GenericKubernetesResource run, Path root, Identities held) {
    /// @throws SyncException `InvalidSpec`, if the spec or a Secret is wrong
    SyncRequest build() {
        String name = run.getMetadata().getNamespace() + "/" + run.getMetadata().getName();
        DatabaseSyncRunSpec spec = SpecReader.ofRun(run);
        DatabaseSyncSpec template = spec.template();
        if (template == null) {
            throw SyncException.of(
                    Reason.InvalidSpec,
                    "run " + name,
                    "run %s has no template yet".formatted(name),
                    Fix.advice("leave it to the operator to start the pod"));
        }
        Operation operation = Objects.requireNonNull(spec.operation());
        ConnectionSettings local = new MountedEndpoint(template.local(), under(WorkerFiles.LOCAL), "local")
                .read()
                .withPin(pin(held.local(), spec));
        ConnectionSettings remote = new MountedEndpoint(template.remote(), under(WorkerFiles.REMOTE), "remote")
                .read()
                .withPin(pin(held.remote(), spec));
        return SpecRequest.of(template, local, remote)
                .runId(run.getMetadata().getUid()) // one id for a run, however many pods it takes
                .operation(operation)
                .approvedPlan(spec.approvedPlan())
                .requestedBy(requestedBy(name, spec.asked()))
                .resumable(true)
                .build();
    }

    private static String requestedBy(String name, @Nullable String asked) {
        return asked == null ? name : "%s (%s)".formatted(name, asked);
    }

    private @Nullable Pin pin(@Nullable Identity held, DatabaseSyncRunSpec spec) {
        if (held == null) {
            return null;
        }
        return Pin.reached(
                held.value(),
                "run: dbsync repin %s -n %s"
                        .formatted(spec.syncRef(), run.getMetadata().getNamespace()));
    }

    private Path under(Path mounted) {
        return root.resolve(Path.of("/").relativize(mounted));
    }
}
