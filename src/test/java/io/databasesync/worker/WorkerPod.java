package io.databasesync.worker;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.Endpoint;
import io.databasesync.api.Identities;
import io.databasesync.api.ProgressStatus;
import io.databasesync.contract.TerminationMessage;
import io.databasesync.engine.SyncRunner;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.Progress.Count;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableName;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// What a worker finds in its pod: mounted Secrets, its run on an API server, a place for its last words.
final class WorkerPod implements AutoCloseable {
    static final String NAMESPACE = "knowledge";
    static final String RUN = "kb-1";
    /// A run that published one table.
    static final SyncOutcome SYNCED = new SyncOutcome.Synced(
            ChosenMode.Swap,
            List.of(new SyncOutcome.VerifiedTable(new TableName("public", "pages"), 218_714)),
            1_400_000_000,
            Duration.ofSeconds(42),
            List.of("dbsync_prev.pages"),
            "Counts: 1 tables, 218714 rows equal",
            List.of(),
            List.of(),
            Comparison.Counts);

    private final InJvmKubernetes kubernetes = new InJvmKubernetes();
    private final KubernetesClient client = kubernetes.client();
    private final List<SyncRequest> requests = new ArrayList<>();
    private final Path root;

    /// @param root of the pod's files
    WorkerPod(Path root) {
        this.root = root;
        mount("local", "postgresql://app:s3cr3t@local-db:5432/kb");
        mount("remote", "postgresql://app:s3cr3t@remote-db:5432/kb");
        client.resource(aRun()).create();
        client.resource(new JobBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName(RUN)
                        .endMetadata()
                        .build())
                .create();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
    }

    /// Mounts the Secret of one end.
    void mount(String end, String uri) {
        try {
            Path folder = Files.createDirectories(root.resolve("etc/databasesync/" + end));
            Files.writeString(folder.resolve("uri"), uri);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The key of a mounted Secret.
    Path uriOf(String end) {
        return root.resolve("etc/databasesync/" + end + "/uri");
    }

    InJvmKubernetes kubernetes() {
        return kubernetes;
    }

    KubernetesClient client() {
        return client;
    }

    /// What the engine was asked for so far.
    List<SyncRequest> requests() {
        return requests;
    }

    Worker worker(SyncRunner engine) {
        return worker(engine, Identities.NONE);
    }

    Worker worker(SyncRunner engine, Identities pinned) {
        SyncRunner recording = (request, sink, cancellation) -> {
            requests.add(request);
            return engine.run(request, sink, cancellation);
        };
        return new Worker(client, recording, root, terminationLog(), pinned);
    }

    /// @return the exit code
    int run(SyncRunner engine) {
        return worker(engine).run(NAMESPACE, RUN);
    }

    int endsWith(SyncOutcome outcome) {
        return run((_, _, _) -> outcome);
    }

    /// On a thread of its own: the HTTP client needs those of the common pool.
    static CompletableFuture<Integer> start(Worker worker) {
        return CompletableFuture.supplyAsync(
                () -> worker.run(NAMESPACE, RUN),
                task -> Thread.ofPlatform().daemon().start(task));
    }

    Path terminationLog() {
        return root.resolve("termination-log");
    }

    TerminationMessage lastWords() {
        try {
            return TerminationMessage.parse(Files.readString(terminationLog())).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Resource<DatabaseSyncRun> resource() {
        return client.resources(DatabaseSyncRun.class).inNamespace(NAMESPACE).withName(RUN);
    }

    Resource<Job> job() {
        return client.batch().v1().jobs().inNamespace(NAMESPACE).withName(RUN);
    }

    /// A finalizer keeps it while its content goes, as on a real server.
    void deleteNamespace() {
        client.namespaces()
                .withName(NAMESPACE)
                .edit(namespace -> namespace
                        .edit()
                        .editMetadata()
                        .withFinalizers("kubernetes")
                        .endMetadata()
                        .build());
        client.namespaces().withName(NAMESPACE).delete();
    }

    DatabaseSyncRun existing() {
        return resource().get();
    }

    /// As it is on the API server, whatever this version knows of it.
    GenericKubernetesResource raw() {
        return client.genericKubernetesResources(
                        HasMetadata.getApiVersion(DatabaseSyncRun.class), HasMetadata.getKind(DatabaseSyncRun.class))
                .inNamespace(NAMESPACE)
                .withName(RUN)
                .get();
    }

    void edit(DatabaseSyncRunSpec spec) {
        resource().edit(run -> {
            run.setSpec(spec);
            return run;
        });
    }

    @Nullable
    ProgressStatus progressIfAny() {
        var status = existing().getStatus();
        return status == null ? null : status.progress();
    }

    ProgressStatus progress() {
        return Objects.requireNonNull(progressIfAny());
    }

    static Progress progress(Phase phase, int percent) {
        return new Progress(
                phase,
                percent,
                new Count(8, 17),
                new Count(50_000, 218_714),
                new Count(1_000, 2_000),
                100,
                new Count(0, 21),
                List.of("public.pages \u001b[2J"),
                null,
                "copying",
                List.of(new Progress.TableProgress(
                        "public.pages \u001b[2J", true, new Count(50_000, 218_714), new Count(1_000, 2_000), 100)),
                false);
    }

    @Override
    public void close() {
        kubernetes.close();
    }

    private static DatabaseSyncRun aRun() {
        DatabaseSyncRun run = new DatabaseSyncRun();
        run.setMetadata(
                new ObjectMetaBuilder().withNamespace(NAMESPACE).withName(RUN).build());
        DatabaseSyncSpec template = DatabaseSyncSpec.of(Direction.RemoteToLocal, uri("kb-local"), uri("kb-remote"));
        run.setSpec(DatabaseSyncRunSpec.of("kb", Operation.Sync).withTemplate(template));
        return run;
    }

    private static Endpoint uri(String secret) {
        return Specs.endpoint(secret);
    }
}
