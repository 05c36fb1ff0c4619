package io.databasesync.cli.web.cluster;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.PlanStatus;
import io.databasesync.cli.web.PlanViews;
import io.databasesync.cluster.Approvals;
import io.databasesync.cluster.Runs;
import io.databasesync.cluster.Starts;
import io.databasesync.cluster.Starts.Begun;
import io.databasesync.cluster.Starts.Wanted;
import io.databasesync.cluster.Traces;
import io.databasesync.sync.Reason;
import io.databasesync.sync.Sha256;
import io.databasesync.text.Display;
import io.databasesync.web.api.Bodies;
import io.databasesync.web.api.Caller.Started;
import io.databasesync.web.api.Pages;
import io.databasesync.web.api.PlanView;
import io.databasesync.web.api.Refusal;
import io.databasesync.web.api.Refusal.Why;
import io.databasesync.web.api.RunView;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The runs of a cluster, with the client of one caller.
///
/// @param client with the token of the caller
record ClusterRuns(KubernetesClient client) {
    private static final int LOG_LINES = 500;

    /// @param id says nothing about the token
    /// @param user the name that the cluster knows the caller by
    record Asker(String id, String user) {}

    Started start(Asker caller, String namespace, String name, Bodies.Start start, @Nullable String key) {
        Wanted wanted = new Wanted(
                name,
                start.operation(),
                caller.user(),
                start.note(),
                start.approvedPlan(),
                key == null ? null : Sha256.hex(caller.id() + "/" + key));
        return switch (Asking.during(() -> new Starts(client, namespace).start(wanted))) {
            case Begun.Created(var run) -> new Started(RunViews.of(run), true);
            case Begun.Known(var run) -> new Started(RunViews.of(run), false);
            case Begun.Other(var run) ->
                throw Why.of(422, "this key belongs to another request")
                        .withField("Idempotency-Key")
                        .withRun(namespace + "/" + run.getMetadata().getName())
                        .refusal();
            case Begun.Busy(var run) -> throw busy(RunViews.of(run));
        };
    }

    private static Refusal busy(RunView run) {
        Duration ago = Duration.between(Objects.requireNonNullElse(run.createdAt(), Instant.now()), Instant.now());
        String by = Objects.requireNonNullElse(run.requestedBy(), "somebody");
        return Why.of(409, "run %s is under way; %s started it %s ago".formatted(run.key(), by, Display.duration(ago)))
                .withReason(Reason.TargetBusy.name())
                .withRun(run.key())
                .withFix("wait until it has ended, or stop it")
                .refusal();
    }

    RunView run(String namespace, String name) {
        return RunViews.of(Asking.during(() -> new Runs(client, namespace).get(name)));
    }

    PlanView plan(String namespace, String name) {
        DatabaseSyncRun run = Asking.during(() -> new Runs(client, namespace).get(name));
        DatabaseSyncRunStatus status = Objects.requireNonNullElse(run.getStatus(), DatabaseSyncRunStatus.NONE);
        PlanStatus plan = status.plan();
        if (plan == null) {
            throw Refusal.of(404, "run %s/%s has no plan".formatted(namespace, name));
        }
        return PlanViews.of(plan);
    }

    Pages.Log log(String namespace, String name) {
        List<String> lines = Asking.during(() -> new Traces(client, namespace).log(name))
                .lines()
                .map(Display::printable)
                .toList();
        return new Pages.Log(lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }

    RunView cancel(String namespace, String name, @Nullable String version) {
        Runs runs = new Runs(client, namespace);
        if (version != null) {
            Versions.check(version, run(namespace, name).version());
        }
        return RunViews.of(Asking.during(() -> runs.cancel(name)));
    }

    RunView approve(String namespace, String name, String plan) {
        return RunViews.of(Asking.during(() -> {
            Approvals approvals = new Approvals(client, namespace);
            approvals.approve(approvals.look(name, plan));
            return new Runs(client, namespace).get(name);
        }));
    }
}
