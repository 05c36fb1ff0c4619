package io.databasesync.cluster;

import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.sync.Phase;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When each step of a tiny run happens on a real node, from `kubectl apply` until the sync is `Ready`, and how soon a
/// run goes on after `dbsync approve`. It only prints, asserts nothing, and only runs when it is named. See
/// docs/benchmarks.md.
@EnabledIfEnvironmentVariable(named = "DBSYNC_TEST_CLUSTER", matches = ".+")
class ReadyClusterBenchmark {
    private static final Logger LOG = LoggerFactory.getLogger(ReadyClusterBenchmark.class);
    private static final int ROUNDS = Integer.getInteger("rounds", 5);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern LOGGED = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");

    @RegisterExtension
    static final Installation CLUSTER = new Installation();

    private final Map<String, Instant> steps = new ConcurrentHashMap<>();
    private Set<String> old = Set.of();

    @Test
    void fromApplyToReady() {
        Map<String, List<Map<String, Long>>> rounds = new TreeMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            TestSync sync = CLUSTER.newSync("tiny-" + round);
            sync.source().execute("create table t (id int primary key)", "insert into t values (1)");
            sync.target().execute("create table t (id int primary key)");
            sync.withSecrets();
            collect(rounds, "Sync", () -> sync.apply("{include: [\"public.t\"]}"), sync);
            collect(rounds, "Plan", () -> run(sync, "Plan"), sync);
            collect(rounds, "Verify", () -> run(sync, "Verify"), sync);
            rounds.computeIfAbsent("approve", _ -> new ArrayList<>()).add(approve(sync));
            sync.close();
        }
        rounds.forEach((operation, measured) -> print(operation, measured));
    }

    private void collect(Map<String, List<Map<String, Long>>> rounds, String operation, Runnable apply, TestSync sync) {
        rounds.computeIfAbsent(operation, _ -> new ArrayList<>()).add(measure(operation, apply, sync));
    }

    private Map<String, Long> measure(String operation, Runnable apply, TestSync sync) {
        steps.clear();
        old = there();
        boolean syncs = operation.equals("Sync");
        Instant begun = Instant.now();
        var client = CLUSTER.client();
        String namespace = CLUSTER.namespace();
        try (Watch _ = client.resources(DatabaseSyncRun.class)
                        .inNamespace(namespace)
                        .watch(on(this::see));
                Watch _ = client.batch().v1().jobs().inNamespace(namespace).watch(on(this::see));
                Watch _ = client.pods().inNamespace(namespace).watch(on(this::see));
                Watch _ = client.resources(DatabaseSync.class)
                        .inNamespace(namespace)
                        .watch(on(this::see))) {
            begun = Instant.now();
            apply.run();
            awaitSoon(operation, () -> steps.containsKey(syncs ? "sync Ready" : "run ended"));
        }
        logTimes(sync.run().getMetadata().getName());
        Map<String, Long> millis = new LinkedHashMap<>();
        for (Map.Entry<String, Instant> step : steps.entrySet()) {
            millis.put(step.getKey(), Duration.between(begun, step.getValue()).toMillis());
        }
        return millis;
    }

    /// From the start of the command `dbsync approve`.
    private static Map<String, Long> approve(TestSync sync) {
        sync.patch("{\"approval\":\"Always\",\"trigger\":\"approve\"}");
        sync.awaitPhase("AwaitingApproval");
        String run = sync.run().getMetadata().getName();
        long begun = System.nanoTime();
        Process program = start("approve", run, "-n", CLUSTER.namespace(), "--skip-confirm");
        awaitSoon("approved", () -> sync.run().getSpec().approvedPlan() != null);
        long approved = System.nanoTime();
        awaitSoon(
                "the run goes on",
                () -> Objects.requireNonNull(sync.run().getStatus()).phase() != Phase.AwaitingApproval);
        long goesOn = System.nanoTime();
        awaitSoon("the command ends", () -> !program.isAlive());
        return Map.of("the run is approved", millis(begun, approved), "the run goes on", millis(begun, goesOn));
    }

    private static Process start(String... arguments) {
        String program = Path.of("target/dist/bin/dbsync").toString();
        try {
            return new ProcessBuilder(Stream.concat(Stream.of(program), Stream.of(arguments))
                            .toList())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitSoon(String what, Callable<Boolean> condition) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
    }

    private static long millis(long from, long to) {
        return Duration.ofNanos(to - from).toMillis();
    }

    /// The objects of earlier rounds.
    private static Set<String> there() {
        var client = CLUSTER.client();
        String namespace = CLUSTER.namespace();
        return Stream.of(
                        client.resources(DatabaseSyncRun.class)
                                .inNamespace(namespace)
                                .list()
                                .getItems(),
                        client.batch().v1().jobs().inNamespace(namespace).list().getItems(),
                        client.pods().inNamespace(namespace).list().getItems(),
                        client.resources(DatabaseSync.class)
                                .inNamespace(namespace)
                                .list()
                                .getItems())
                .flatMap(List::stream)
                .map(resource -> resource.getMetadata().getUid())
                .collect(Collectors.toSet());
    }

    private void see(HasMetadata resource) {
        if (old.contains(resource.getMetadata().getUid())) {
            return;
        }
        switch (resource) {
            case Job _ -> note("Job created");
            case Pod pod -> see(pod);
            case DatabaseSyncRun run -> see(run);
            case DatabaseSync sync -> see(sync);
            default -> {}
        }
    }

    private void see(Pod pod) {
        note("pod created");
        if (pod.getSpec().getNodeName() != null) {
            note("pod scheduled");
        }
        if (pod.getStatus().getContainerStatuses().isEmpty()) {
            return;
        }
        ContainerState state = pod.getStatus().getContainerStatuses().getFirst().getState();
        if (state.getRunning() != null) {
            note("kubelet tells: container runs");
        }
        if (state.getTerminated() != null) {
            note("kubelet tells: container ended");
        }
    }

    private void see(DatabaseSyncRun run) {
        note("run created");
        if (run.getSpec().template() != null) {
            note("run accepted");
        }
        if (run.getStatus() != null && run.getStatus().result() != null) {
            note("run ended");
        }
    }

    private void see(DatabaseSync sync) {
        note("sync created");
        if (sync.getStatus() != null
                && Phase.Succeeded.name().equals(sync.getStatus().phase())) {
            note("sync Ready");
        }
    }

    private void note(String step) {
        steps.putIfAbsent(step, Instant.now());
    }

    /// The times of the worker's own lines.
    private void logTimes(String run) {
        CLUSTER.client()
                .pods()
                .inNamespace(CLUSTER.namespace())
                .withLabel("databasesync.io/run", run)
                .list()
                .getItems()
                .forEach(pod -> {
                    List<Instant> times = LOGGED.matcher(
                                    CLUSTER.client().pods().resource(pod).getLog())
                            .results()
                            .map(found -> Instant.parse(found.group()))
                            .toList();
                    if (!times.isEmpty()) {
                        steps.put("worker's first line", times.getFirst());
                        steps.put("worker's last line", times.getLast());
                    }
                });
    }

    private static void print(String operation, List<Map<String, Long>> rounds) {
        Map<String, List<Long>> steps = new TreeMap<>();
        rounds.forEach(round -> round.forEach((step, millis) ->
                steps.computeIfAbsent(step, _ -> new ArrayList<>()).add(millis)));
        steps.values().forEach(values -> values.sort(null));
        steps.entrySet().stream()
                .sorted((a, b) -> Long.compare(median(a.getValue()), median(b.getValue())))
                .forEach(step -> LOG.warn(
                        "operation={} median={} fastest={} step={}",
                        operation,
                        median(step.getValue()),
                        step.getValue().getFirst(),
                        step.getKey()));
    }

    private static long median(List<Long> sorted) {
        return sorted.get(sorted.size() / 2);
    }

    private void run(TestSync sync, String operation) {
        String name = sync.resource().get().getMetadata().getName();
        CLUSTER.client()
                .resource("""
                apiVersion: databasesync.io/v1alpha1
                kind: DatabaseSyncRun
                metadata: {name: %1$s-%2$s, namespace: %3$s}
                spec: {syncRef: %1$s, operation: %4$s}
                """.formatted(
                                name, operation.toLowerCase(java.util.Locale.ROOT), CLUSTER.namespace(), operation))
                .create();
    }

    private static <T extends HasMetadata> Watcher<T> on(Consumer<HasMetadata> seen) {
        return new Watcher<>() {
            @Override
            public void eventReceived(Action action, T resource) {
                if (action != Action.DELETED) {
                    seen.accept(resource);
                }
            }

            @Override
            public void onClose(WatcherException cause) {}
        };
    }
}
