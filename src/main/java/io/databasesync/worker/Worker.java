package io.databasesync.worker;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.TerminationMessage;
import io.databasesync.engine.SyncRunner;
import io.databasesync.progress.FanOut;
import io.databasesync.progress.LogLines;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does one run and says how it ended; a worker is used once.
public final class Worker {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final ResourceDefinitionContext RUNS =
            ResourceDefinitionContext.fromResourceType(DatabaseSyncRun.class);
    private static final Duration ASK = Duration.ofSeconds(5);

    private final KubernetesClient client;
    private final SyncRunner engine;
    private final Path root;
    private final Path terminationLog;
    private final Cancellation cancellation = new Cancellation();
    private final CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
    private final CompletableFuture<RunKey> started = new CompletableFuture<>();

    /// @param root what the paths of `WorkerFiles` are under: `/` in a pod
    /// @param terminationLog where the last words go; the kubelet reads at most 4096 bytes of them
    public Worker(KubernetesClient client, SyncRunner engine, Path root, Path terminationLog) {
        this.client = client;
        this.engine = engine;
        this.root = root;
        this.terminationLog = terminationLog;
    }

    /// @return the exit code: 0, the reason's own, or 75 where another attempt is worth it
    public int run(String namespace, String name) {
        started.complete(new RunKey(namespace, name));
        LastWords words = lastWords(namespace, name);
        if (cancellation.requested() && words.exitCode() != 0 && !wasCancelled()) {
            words = LastWords.drained();
        }
        leave(words);
        return words.exitCode();
    }

    /// The pod has to end. Stops the run and cleans up, then finds out whether somebody cancelled it, or whether it is
    /// only the pod that goes, and the run with another one on.
    public void stop() {
        cancellation.request();
        RunKey run = started.getNow(null);
        cancelled.complete(run == null || askWhetherCancelled(run));
    }

    private LastWords lastWords(String namespace, String name) {
        GenericKubernetesResource run;
        try {
            run = read(namespace, name);
        } catch (KubernetesClientException e) {
            return LastWords.tryAgain("cannot read run %s/%s: %s".formatted(namespace, name, e.getMessage()));
        }
        try {
            return execute(run);
        } catch (RuntimeException e) {
            SyncException cause = SyncException.of(e);
            return LastWords.failed(null, cause, cause.getMessage());
        }
    }

    private LastWords execute(@Nullable GenericKubernetesResource run) {
        if (run == null) {
            throw new SyncException(Reason.Cancelled, "the run does not exist any more");
        }
        SyncRequest request = new RunRequest(run, root).build();
        String namespace = run.getMetadata().getNamespace();
        String name = run.getMetadata().getName();
        LOG.info(
                "run={}/{} operation={} direction={} source={} target={}",
                namespace,
                name,
                request.operation(),
                request.direction(),
                request.source(),
                request.target());
        try (ProgressPatcher patcher = new ProgressPatcher(client, namespace, name, attempt(run)).start()) {
            FanOut sinks = new FanOut(List.of(patcher, new LogLines(InstantSource.system())));
            return LastWords.of(engine.run(request, sinks, cancellation));
        }
    }

    /// As the API server has it, for whoever acts on it.
    private @Nullable GenericKubernetesResource read(String namespace, String name) {
        return client.genericKubernetesResources(RUNS)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    /// Leniently: that a run is to stop must not be missed because of a field that we do not know.
    private @Nullable DatabaseSyncRun find(String namespace, String name) {
        return client.resources(DatabaseSyncRun.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
    }

    /// One more than the pod before wrote; the worker needs no other right to know.
    private static int attempt(GenericKubernetesResource run) {
        Object before = run.get("status", "progress", "attempt");
        return before instanceof Integer attempt ? attempt + 1 : 1;
    }

    private boolean askWhetherCancelled(RunKey key) {
        try {
            DatabaseSyncRun run = find(key.namespace(), key.name());
            return run == null
                    || run.getMetadata().getDeletionTimestamp() != null
                    || run.getSpec().cancelled();
        } catch (RuntimeException e) {
            LOG.warn(
                    "cannot ask whether run={}/{} was cancelled; taking it for a drain",
                    key.namespace(),
                    key.name(),
                    e);
            return false;
        }
    }

    private boolean wasCancelled() {
        try {
            return cancelled.get(ASK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException _) {
            return false;
        }
    }

    private void leave(LastWords words) {
        log(words);
        try {
            Files.writeString(terminationLog, words.message().toJson());
        } catch (IOException e) {
            LOG.warn("cannot write {}; the operator knows the exit code only", terminationLog, e);
        }
    }

    private static void log(LastWords words) {
        TerminationMessage message = words.message();
        if (words.exitCode() == 0) {
            LOG.info("result={} message={}", message.result(), message.message());
            return;
        }
        SyncException cause = words.cause();
        boolean bug = cause != null && cause.reason() == Reason.InternalError;
        LOG.atError()
                .setCause(bug ? cause : null)
                .log(
                        "result={} exitCode={} phase={} reason={} sqlState={} message={}",
                        message.result(),
                        words.exitCode(),
                        message.phase(),
                        message.reason(),
                        message.sqlState(),
                        message.message());
    }

    private record RunKey(String namespace, String name) {}
}
