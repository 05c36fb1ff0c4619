package io.databasesync.worker;

import io.databasesync.api.Identities;
import io.databasesync.api.PlanStatus;
import io.databasesync.contract.PlanStatusMapper;
import io.databasesync.contract.TerminationMessage;
import io.databasesync.engine.SyncRunner;
import io.databasesync.log.ProcessFields;
import io.databasesync.progress.FanOut;
import io.databasesync.progress.LogLines;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.ReachedDatabases;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does one run and reports how it ended. A worker is used once.
public final class Worker {
    /// The exit code that asks for another attempt; sysexits: EX_TEMPFAIL.
    public static final int TRY_AGAIN = 75;

    /// The exit code in place of 1, which means that the JVM did not start; sysexits: EX_USAGE.
    private static final int USAGE = 64;

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final KubernetesClient client;
    private final SyncRunner engine;
    private final Path root;
    private final Path terminationLog;
    private final Identities pinned;
    private final Cancellation cancellation = new Cancellation();
    private final CompletableFuture<WorkerRun> started = new CompletableFuture<>();

    /// @param root the folder of the paths in `WorkerFiles`: `/` in a pod
    /// @param terminationLog the file for the termination message; the kubelet reads at most 4096 bytes of it
    /// @param pinned the databases that the run must find, as far as earlier runs have reached them
    public Worker(KubernetesClient client, SyncRunner engine, Path root, Path terminationLog, Identities pinned) {
        this.client = client;
        this.engine = engine;
        this.root = root;
        this.terminationLog = terminationLog;
        this.pinned = pinned;
    }

    /// The pod's exit code for a failure.
    public static int exitCode(Reason reason) {
        if (reason.retryable()) {
            return TRY_AGAIN;
        }
        return reason.exitCode() == Reason.InvalidSpec.exitCode() ? USAGE : reason.exitCode();
    }

    /// @return the exit code: 0, the code of the reason, or `TRY_AGAIN` if another attempt may succeed
    public int run(String namespace, String name) {
        return run(namespace, name, false);
    }

    /// @param planOnly whether to make only the run's plan, for a person to approve
    public int run(String namespace, String name, boolean planOnly) {
        WorkerRun run = new WorkerRun(client, namespace, name);
        started.complete(run);
        ProcessFields.put("namespace", namespace);
        ProcessFields.put("run", name);
        TerminationMessages words = lastWords(run, planOnly);
        if (words.exitCode() != 0 && cancellation.drained()) {
            words = TerminationMessages.drained();
        }
        leave(words);
        return words.exitCode();
    }

    /// Stops the run because the pod has to end. Meanwhile it finds out whether somebody cancelled the run: then the
    /// stage is removed. Otherwise another pod continues the run with its stage.
    public void stop() {
        CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
        cancellation.request(cancelled);
        WorkerRun run = started.getNow(null);
        cancelled.complete(run == null || run.cancelled());
    }

    private TerminationMessages lastWords(WorkerRun key, boolean planOnly) {
        GenericKubernetesResource run;
        try {
            run = key.read();
        } catch (KubernetesClientException e) {
            return TerminationMessages.tryAgain("cannot read run %s: %s".formatted(key, e.getMessage()));
        }
        try {
            return execute(run, planOnly);
        } catch (RuntimeException | Error e) {
            SyncException cause = SyncException.of(e);
            return TerminationMessages.failed(null, cause, cause.getMessage());
        }
    }

    private TerminationMessages execute(@Nullable GenericKubernetesResource run, boolean planOnly) {
        if (run == null) {
            throw SyncException.of(Reason.Cancelled, "the run", "the run does not exist any more", Fix.NONE);
        }
        WorkerRun.refuseOver(run);
        Identities reached = WorkerRun.reached(run);
        Identities held = pinned.or(reached);
        SyncRequest asked = new RunRequest(run, root, held).build();
        SyncRequest request = planOnly ? asked.withOperation(Operation.Plan) : asked;
        String namespace = run.getMetadata().getNamespace();
        String name = run.getMetadata().getName();
        ProcessFields.put("sync", Objects.toString(run.get("spec", "syncRef")));
        LOG.info(
                "event=started operation={} direction={} source={} target={}",
                request.operation(),
                request.direction(),
                request.source(),
                request.target());
        LogLines log = new LogLines(InstantSource.system());
        try (ProgressPatcher patcher = new ProgressPatcher(client, run, reached, held).start()) {
            if (request.operation() == Operation.Sync) {
                return sync(request, patcher, new PlanWriter(client, namespace, name), log);
            }
            FanOut sinks = new FanOut(List.of(planOnly ? new UntilItsEnd(patcher) : patcher, log));
            SyncOutcome outcome = told(engine.run(request, sinks, cancellation), patcher);
            TerminationMessages words = TerminationMessages.of(outcome);
            return outcome instanceof SyncOutcome.Planned(var plan)
                    ? delivered(plan, words, patcher, planOnly ? Phase.AwaitingApproval : Phase.Succeeded)
                    : words;
        }
    }

    /// Runs a sync. The termination message names the plan that the run made, however the run ended.
    private TerminationMessages sync(SyncRequest request, ProgressPatcher patcher, PlanWriter plans, LogLines log) {
        SyncOutcome outcome;
        try (plans) {
            outcome = told(engine.run(request, new FanOut(List.of(patcher, plans, log)), cancellation), patcher);
        }
        TerminationMessages words = TerminationMessages.of(outcome);
        return plans.plan().map(words::withPlan).orElse(words);
    }

    /// Tells the status which rows differ, if a comparison found some.
    private static SyncOutcome told(SyncOutcome outcome, ProgressPatcher patcher) {
        if (outcome instanceof SyncOutcome.RolledBack(var _, var cause)
                && !cause.rows().isEmpty()) {
            patcher.differ(cause.rows());
        }
        return outcome;
    }

    /// Writes the plan into the status. If that fails, another attempt may be able to write it.
    private static TerminationMessages delivered(
            Plan plan, TerminationMessages words, ProgressPatcher patcher, Phase good) {
        PlanStatus told = PlanStatusMapper.bounded(plan);
        String message = Objects.requireNonNullElse(words.message().message(), "");
        Phase phase = plan.blockers().isEmpty() ? good : Phase.Failed;
        return patcher.deliver(told, phase, message)
                ? words.withPlan(told)
                : TerminationMessages.tryAgain("the plan could not be written into status.progress");
    }

    private void leave(TerminationMessages words) {
        log(words);
        try {
            Files.write(terminationLog, words.message().toJson().getBytes(StandardCharsets.UTF_8)); // overwrites it
        } catch (IOException e) {
            LOG.warn("cannot write {}; the operator knows the exit code only", terminationLog, e);
        }
    }

    private static void log(TerminationMessages words) {
        TerminationMessage message = words.message();
        if (words.exitCode() == 0) {
            LOG.info(
                    "event=ended result={} tables={} rows={} bytes={} seconds={} message={}",
                    message.result(),
                    message.tables(),
                    message.rows(),
                    message.bytes(),
                    message.durationSeconds(),
                    message.message());
            return;
        }
        SyncException cause = words.cause();
        boolean bug = cause != null && cause.reason() == Reason.InternalError;
        LOG.atError()
                .setCause(bug ? cause : null)
                .log(
                        "event=ended result={} exitCode={} phase={} reason={} sqlState={} message={}",
                        message.result(),
                        words.exitCode(),
                        message.phase(),
                        message.reason(),
                        message.sqlState(),
                        message.message());
    }

    /// Drops the final phase: the run goes on after its plan.
    private record UntilItsEnd(ProgressSink sink) implements ProgressSink {
        @Override
        public void report(Progress progress) {
            if (!progress.phase().terminal()) {
                sink.report(progress);
            }
        }

        @Override
        public void reached(ReachedDatabases databases) {
            sink.reached(databases);
        }
    }
}
