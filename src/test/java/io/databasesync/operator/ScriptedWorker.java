package io.databasesync.operator;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.PlanStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.ProgressStatusBuilder;
import io.databasesync.api.RunResult;
import io.databasesync.contract.TerminationMessage;
import io.databasesync.contract.TerminationMessageBuilder;
import io.databasesync.contract.WorkerFiles;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.kubernetes.PodRunner;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A worker that does what the test says, when the test says it.
final class ScriptedWorker implements PodRunner {
    private sealed interface Step {
        record Tell(ProgressStatus progress) implements Step {}

        record Exit(int code, @Nullable TerminationMessage words) implements Step {}
    }

    private final KubernetesClient client;
    private final BlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    private final AtomicInteger pods = new AtomicInteger();
    private final List<List<String>> arguments = new CopyOnWriteArrayList<>();

    ScriptedWorker(KubernetesClient client) {
        this.client = client;
    }

    int pods() {
        return pods.get();
    }

    /// What each of them was started with.
    List<List<String>> arguments() {
        return arguments;
    }

    void tells(Phase phase, int percent, String message) {
        steps.add(new Step.Tell(ProgressStatusBuilder.builder()
                .attempt(1)
                .phase(phase)
                .percent(percent)
                .tables(ProgressStatus.Count.of(8, 17))
                .rows(ProgressStatus.Count.of(50_000, 218_714))
                .bytes(ProgressStatus.Bytes.of(1_000_000, 5_000_000, 41_000_000))
                .indexes(ProgressStatus.Count.of(0, 21))
                .current(List.of("public.archon_crawled_pages"))
                .perTable(List.of(
                        new ProgressStatus.Table("public.archon_crawled_pages", true, 40_000, 200_000, 1, 2, 3),
                        new ProgressStatus.Table("public.archon_sources", false, 10, 10, 1, 1, 0)))
                .eta(Instant.parse("2026-01-12T10:42:00Z"))
                .remaining("2m0s")
                .heartbeat(Instant.parse("2026-01-12T10:40:00Z"))
                .phases(List.of(new ProgressStatus.PhaseStart(phase, Instant.parse("2026-01-12T10:39:00Z"))))
                .message(message)
                .build()));
    }

    /// As a worker does that has lost its connections to the target.
    void waitsForTarget(String why) {
        steps.add(new Step.Tell(ProgressStatusBuilder.builder()
                .attempt(1)
                .phase(Phase.Copying)
                .percent(20)
                .message(why)
                .reconnecting(true)
                .build()));
    }

    /// As a worker does that goes on after its plan.
    void tells(Phase phase, PlanStatus plan) {
        tells(phase, 20, "a plan is made", plan);
    }

    private void tells(Phase phase, int percent, String message, PlanStatus plan) {
        steps.add(new Step.Tell(ProgressStatusBuilder.builder()
                .attempt(1)
                .phase(phase)
                .percent(percent)
                .message(message)
                .plan(plan)
                .build()));
    }

    void succeeds() {
        steps.add(new Step.Exit(0, published()));
    }

    /// With a plan among the last words.
    void succeeds(PlanStatus made) {
        steps.add(new Step.Exit(0, published().withPlan(made)));
    }

    private static TerminationMessage published() {
        return TerminationMessageBuilder.builder()
                .result(RunResult.Succeeded)
                .message("17 tables published")
                .tables(17)
                .rows(218_714L)
                .bytes(5_000_000L)
                .durationSeconds(60L)
                .build();
    }

    /// As `dbsync worker --plan-only` does.
    void plans(PlanStatus plan) {
        plans(plan, plan);
    }

    /// @param told what is in the status when the pod ends
    void plans(PlanStatus made, PlanStatus told) {
        tells(Phase.AwaitingApproval, 0, "a plan is made", told);
        steps.add(new Step.Exit(
                0,
                TerminationMessageBuilder.builder()
                        .result(RunResult.Succeeded)
                        .message("a plan")
                        .tables(2)
                        .rows(1000L)
                        .bytes(1_000_000L)
                        .build()
                        .withPlan(made)));
    }

    void fails(Reason reason, int exitCode, String message) {
        steps.add(new Step.Exit(exitCode, failed(reason, message)));
    }

    /// With a plan among the last words.
    void fails(Reason reason, int exitCode, String message, PlanStatus made) {
        steps.add(new Step.Exit(exitCode, failed(reason, message).withPlan(made)));
    }

    private static TerminationMessage failed(Reason reason, String message) {
        return TerminationMessageBuilder.builder()
                .result(RunResult.Failed)
                .phase(Phase.Validating)
                .reason(reason)
                .message(message)
                .durationSeconds(1L)
                .build();
    }

    void exits(int code) {
        steps.add(new Step.Exit(code, null));
    }

    @Override
    public int run(Container container) throws InterruptedException {
        pods.incrementAndGet();
        arguments.add(container.pod().getSpec().getContainers().getFirst().getArgs());
        container.onStop(() -> steps.add(new Step.Exit(5, null)));
        while (true) {
            Step step = steps.poll(60, TimeUnit.SECONDS);
            switch (step) {
                case null -> throw new IllegalStateException("the test forgot this pod");
                case Step.Tell(ProgressStatus progress) -> report(client, container, progress);
                case Step.Exit(int code, TerminationMessage words) -> {
                    if (words != null) {
                        container.lastWords(words.toJson());
                    }
                    return code;
                }
            }
        }
    }

    /// Writes the progress of a pod, as its worker does.
    static void report(KubernetesClient client, Container container, ProgressStatus progress) {
        List<String> args = container.pod().getSpec().getContainers().getFirst().getArgs();
        String namespace = args.get(1).substring("--namespace=".length());
        String run = args.get(2).substring("--run=".length());
        client.resource(DatabaseSyncRun.progressOf(namespace, run, progress))
                .subresource("status")
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager(WorkerFiles.FIELD_MANAGER)
                        .withForce(true)
                        .build());
    }
}
