package io.databasesync.demo;

import io.databasesync.api.Identities;
import io.databasesync.engine.SyncRunner;
import io.databasesync.testing.kubernetes.PodRunner;
import io.databasesync.worker.Worker;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Does in this JVM what `dbsync worker` does in a pod: the same worker, the same engine, Secrets from files.
final class WorkerInJvm implements PodRunner {
    private final KubernetesClient client;
    private final SyncRunner engine;
    private final AtomicInteger pods = new AtomicInteger();

    WorkerInJvm(KubernetesClient client, SyncRunner engine) {
        this.client = client;
        this.engine = engine;
    }

    /// How many have been started.
    int pods() {
        return pods.get();
    }

    @Override
    public int run(Container container) throws Exception {
        pods.incrementAndGet();
        Path terminationLog = container.root().resolve("termination-log");
        Worker worker = new Worker(
                client,
                engine,
                container.root(),
                terminationLog,
                Identities.ofArgument(argument(container, "--identities=")));
        container.onStop(worker::stop);
        int exitCode = worker.run(
                argument(container, "--namespace="),
                argument(container, "--run="),
                container.pod().getSpec().getContainers().getFirst().getArgs().contains("--plan-only"));
        container.lastWords(Files.readString(terminationLog));
        return exitCode;
    }

    private static String argument(Container container, String option) {
        List<String> arguments =
                container.pod().getSpec().getContainers().getFirst().getArgs();
        return arguments.stream()
                .filter(argument -> argument.startsWith(option))
                .findFirst()
                .orElseThrow()
                .substring(option.length());
    }
}
