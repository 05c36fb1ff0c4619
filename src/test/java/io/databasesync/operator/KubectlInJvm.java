package io.databasesync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncRunStatusBuilder;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.contract.Kubernetes;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What a person does with syncs and runs, and sees of them, on an API server in this JVM.
abstract class KubectlInJvm {
    static final String NAMESPACE = "knowledge";
    static final String SYNC = "knowledge-base";
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final KubernetesClient client;

    KubectlInJvm(KubernetesClient client) {
        this.client = client;
    }

    KubernetesClient client() {
        return client;
    }

    void secret(String name, Map<String, String> content) {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName(name)
                        .endMetadata()
                        .withStringData(content)
                        .build())
                .create();
    }

    /// Creates the sync.
    void create(DatabaseSyncSpec spec) {
        client.resource(Specs.sync(NAMESPACE, SYNC, spec)).create();
    }

    Resource<DatabaseSync> sync() {
        return client.resources(DatabaseSync.class).inNamespace(NAMESPACE).withName(SYNC);
    }

    /// Changes the sync, as `kubectl edit` does: once more if the operator has just written its status.
    void edit(UnaryOperator<DatabaseSync> change) {
        await().atMost(PATIENCE).until(() -> {
            try {
                sync().edit(change);
                return true;
            } catch (KubernetesClientException e) {
                if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                    return false;
                }
                throw e;
            }
        });
    }

    /// Creates a run as a user does.
    void createRun(String name, Operation operation) {
        createRun(name, DatabaseSyncRunSpec.of(SYNC, operation));
    }

    void createRun(String name, DatabaseSyncRunSpec spec) {
        DatabaseSyncRun run = new DatabaseSyncRun();
        run.setMetadata(
                new ObjectMetaBuilder().withNamespace(NAMESPACE).withName(name).build());
        run.setSpec(spec);
        client.resource(run).create();
    }

    Resource<DatabaseSyncRun> run(String name) {
        return client.resources(DatabaseSyncRun.class).inNamespace(NAMESPACE).withName(name);
    }

    /// The Job of a run.
    Job job(String run) {
        return client.batch().v1().jobs().inNamespace(NAMESPACE).withName(run).get();
    }

    List<DatabaseSyncRun> runs() {
        return client.resources(DatabaseSyncRun.class)
                .inNamespace(NAMESPACE)
                .list()
                .getItems();
    }

    /// The one that the sync asked for.
    DatabaseSyncRun onlyRun() {
        List<DatabaseSyncRun> own = runs().stream()
                .filter(run -> run.getMetadata().getName().startsWith(SYNC))
                .toList();
        assertThat(own).hasSize(1);
        return own.getFirst();
    }

    DatabaseSyncRunStatus onlyRunStatus() {
        return Objects.requireNonNull(onlyRun().getStatus());
    }

    /// Changes the run that the sync asked for, as `kubectl patch` does.
    void change(UnaryOperator<DatabaseSyncRunSpec> change) {
        DatabaseSyncRun run = onlyRun();
        Kubernetes.patch(client, run, Map.of("spec", change.apply(run.getSpec())));
    }

    void cancel() {
        change(spec -> spec.withCancel(true));
    }

    /// As if the operator had not come to note in the only run's status which Job it made.
    void forgetJob() {
        run(onlyRun().getMetadata().getName()).editStatus(run -> {
            DatabaseSyncRunStatus status = Objects.requireNonNull(run.getStatus());
            run.setStatus(DatabaseSyncRunStatusBuilder.builder()
                    .observedGeneration(status.observedGeneration())
                    .phase(Phase.Pending)
                    .conditions(status.conditions())
                    .build());
            return run;
        });
    }

    DatabaseSyncStatus awaitSync(Predicate<DatabaseSyncStatus> expected) {
        return awaitSync(SYNC, expected);
    }

    DatabaseSyncStatus awaitSync(String name, Predicate<DatabaseSyncStatus> expected) {
        return awaitSync(PATIENCE, name, expected);
    }

    DatabaseSyncStatus awaitSync(Duration patience, String name, Predicate<DatabaseSyncStatus> expected) {
        return Objects.requireNonNull(await().atMost(patience)
                .until(
                        () -> client.resources(DatabaseSync.class)
                                .inNamespace(NAMESPACE)
                                .withName(name)
                                .get()
                                .getStatus(),
                        (@Nullable DatabaseSyncStatus status) -> status != null && expected.test(status)));
    }

    DatabaseSyncStatus awaitPhase(String phase) {
        return awaitSync(status -> phase.equals(status.phase()));
    }

    DatabaseSyncRunStatus awaitRun(String name, Predicate<DatabaseSyncRunStatus> expected) {
        return Objects.requireNonNull(await().atMost(PATIENCE)
                .until(
                        () -> run(name).get().getStatus(),
                        (@Nullable DatabaseSyncRunStatus status) -> status != null && expected.test(status)));
    }

    /// Waits until a run waits for another one.
    void awaitTurn(String name) {
        awaitRun(
                name, status -> Objects.requireNonNullElse(status.message(), "").startsWith("waiting for run"));
    }

    /// Waits until the run that the sync asks for has ended.
    DatabaseSyncRunStatus awaitEnd() {
        return awaitOnlyRun(DatabaseSyncRunStatus::settled);
    }

    /// Waits for the run that the sync asks for: the sync may tell of it before the run's own status does.
    DatabaseSyncRunStatus awaitOnlyRun(Predicate<DatabaseSyncRunStatus> expected) {
        await().atMost(PATIENCE).until(() -> !runs().isEmpty());
        return awaitRun(onlyRun().getMetadata().getName(), expected);
    }

    /// The events about the sync, oldest first, as `TYPE REASON NOTE`.
    List<String> events() {
        return client.events().v1().events().inNamespace(NAMESPACE).list().getItems().stream()
                .sorted(Comparator.comparing(event -> event.getEventTime().getTime()))
                .map(event -> "%s %s %s".formatted(event.getType(), event.getReason(), event.getNote()))
                .toList();
    }
}
