package io.databasesync.operator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.sync.Phase;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.databasesync.testing.operator.FoundSync;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.HttpURLConnection;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is written into the status of a sync that has changed since it was looked at.
class StatusPatchTest {
    private static final DatabaseSyncStatus STATUS = DatabaseSyncStatus.NONE.withMessage("of the one before");

    private final InJvmKubernetes kubernetes = new InJvmKubernetes();

    @AfterEach
    void close() {
        kubernetes.close();
    }

    @Test
    void aSyncGetsItsStatus() {
        create();
        patch(StatusPatch.of(sync().get(), STATUS).orElseThrow());
        assertThat(sync().get().getStatus()).isEqualTo(STATUS);
    }

    @Test
    void aSyncThatWasMadeAgainDoesNotGetTheStatusOfItsNamesake() {
        create();
        DatabaseSync before = sync().get();
        sync().delete();
        create();
        DatabaseSync patch = StatusPatch.of(before, STATUS).orElseThrow();
        assertThatThrownBy(() -> patch(patch))
                .isInstanceOfSatisfying(
                        KubernetesClientException.class,
                        e -> assertThat(e.getCode()).isEqualTo(HttpURLConnection.HTTP_CONFLICT));
        assertThat(sync().get().getStatus()).isNull();
    }

    @Test
    void aTransitionOfARunIsWrittenOverTheVersionThatWasLookedAtOnly() {
        DatabaseSyncRun run = FoundSync.run("kb-1", Specs.spec(), null, 1);
        run.getMetadata().setResourceVersion("7");
        DatabaseSyncRunStatus copying = Objects.requireNonNull(run.getStatus());
        assertThat(version(run, copying.withPhase(Phase.Indexing))).isEqualTo("7");
        assertThat(version(run, copying.withMessage("its pod writes all the time")))
                .isNull();
    }

    private static @Nullable String version(DatabaseSyncRun run, DatabaseSyncRunStatus status) {
        return StatusPatch.of(run, status).orElseThrow().getMetadata().getResourceVersion();
    }

    @Test
    void anErrorIsShownWithoutTheClientsDump() {
        create();
        var refused = new KubernetesClientException(
                "Failure executing: POST at: https://10.96.0.1/apis/batch/v1/namespaces/knowledge/jobs. Message:"
                        + " jobs.batch is forbidden: no right to create. Received status: Status(apiVersion=v1,"
                        + " code=403, details=StatusDetails(causes=[]))");
        DatabaseSync patch =
                StatusPatch.error(sync().get(), refused).getResource().orElseThrow();
        assertThat(Objects.requireNonNull(patch.getStatus()).message())
                .isEqualTo("the operator tries again: jobs.batch is forbidden: no right to create.");
    }

    @Test
    void nobodyIsToldOfAConflict() {
        create();
        KubernetesClientException conflict =
                new KubernetesClientException("changed", HttpURLConnection.HTTP_CONFLICT, null);
        assertThat(StatusPatch.error(sync().get(), conflict).getResource()).isEmpty();
        assertThat(StatusPatch.error(sync().get(), new IllegalStateException("wrong"))
                        .getResource())
                .isPresent();
    }

    private void create() {
        kubernetes
                .client()
                .resource(Specs.sync("knowledge", "knowledge-base", Specs.spec()))
                .create();
    }

    private Resource<DatabaseSync> sync() {
        return kubernetes
                .client()
                .resources(DatabaseSync.class)
                .inNamespace("knowledge")
                .withName("knowledge-base");
    }

    /// As the operator's framework does.
    private void patch(DatabaseSync patch) {
        kubernetes
                .client()
                .resource(patch)
                .subresource("status")
                .patch(new PatchContext.Builder()
                        .withFieldManager("databasesync")
                        .withForce(true)
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .build());
    }
}
