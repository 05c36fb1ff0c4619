package io.databasesync.cli.web.cluster;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.PlanStatus;
import io.databasesync.cli.web.PlanViews;
import io.databasesync.cli.web.cluster.ClusterAccess.Who;
import io.databasesync.cli.web.cluster.Rights.Right;
import io.databasesync.cluster.Approvals;
import io.databasesync.cluster.Runs;
import io.databasesync.cluster.Starts;
import io.databasesync.cluster.Starts.Begun;
import io.databasesync.cluster.Starts.Wanted;
import io.databasesync.cluster.Syncs;
import io.databasesync.cluster.Traces;
import io.databasesync.sync.Reason;
import io.databasesync.sync.Sha256;
import io.databasesync.text.Display;
import io.databasesync.web.api.Bodies;
import io.databasesync.web.api.Caller;
import io.databasesync.web.api.Kind;
import io.databasesync.web.api.Pages;
import io.databasesync.web.api.PastRun;
import io.databasesync.web.api.PlanView;
import io.databasesync.web.api.Refusal;
import io.databasesync.web.api.Refusal.Why;
import io.databasesync.web.api.RunView;
import io.databasesync.web.api.Session;
import io.databasesync.web.api.SyncView;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What one caller asks of the cluster, with the caller's client.
final class ClusterCaller implements Caller {
    private static final int LOG_LINES = 500;

    private final Who who;
    private final KubernetesClient client;
    private final Rights rights;
    private final Names names;

    ClusterCaller(Who who, KubernetesClient client, Rights rights, Names names) {
        this.who = who;
        this.client = client;
        this.rights = rights;
        this.names = names;
    }

    @Override
    public String id() {
        return who.id();
    }

    @Override
    public Session session() {
        Names.Name name = Asking.during(() -> names.of(who.id(), client));
        return new Session(who.mode(), name.user(), name.groups(), who.version(), null);
    }

    @Override
    public boolean sees(Kind kind, String namespace) {
        String resource = switch (kind) {
            case Sync -> "databasesyncs";
            case Run -> "databasesyncruns";
        };
        return has(Right.of("list", resource, "")) || has(Right.of("list", resource, namespace));
    }

    private boolean has(Right right) {
        try {
            return Asking.during(() -> rights.has(who.id(), client, right));
        } catch (Refusal refusal) {
            if (refusal.why().status() == 401) {
                rights.forget(who.id());
                names.forget(who.id());
            }
            throw refusal;
        }
    }

    @Override
    public Pages.SyncPage sync(String namespace, String name) {
        DatabaseSync sync = found(namespace, name);
        return new Pages.SyncPage(
                SyncViews.of(sync),
                Permissions.of(namespace).entrySet().stream()
                        .map(entry -> new Pages.Permission(
                                entry.getKey(),
                                has(entry.getValue()),
                                entry.getValue().check()))
                        .toList(),
                Manifest.of(sync, client));
    }

    private DatabaseSync found(String namespace, String name) {
        return Asking.during(() -> new Syncs(client, namespace).get(name));
    }

    @Override
    public Pages.History history(String namespace, String name) {
        DatabaseSync sync = found(namespace, name);
        Map<String, PastRun> history = new LinkedHashMap<>();
        Asking.during(() -> new Runs(client, namespace).list(name)).stream()
                .filter(run -> run.getStatus() != null && run.getStatus().settled())
                .map(RunViews::of)
                .forEach(run -> history.put(run.name(), RunViews.past(run)));
        DatabaseSyncStatus status = Objects.requireNonNullElse(sync.getStatus(), DatabaseSyncStatus.NONE);
        status.history().forEach(run -> history.putIfAbsent(run.name(), RunViews.past(run)));
        return new Pages.History(history.values().stream()
                .sorted((left, right) -> ended(right).compareTo(ended(left)))
                .toList());
    }

    private static Instant ended(PastRun run) {
        return Objects.requireNonNullElse(run.finishedAt(), Instant.EPOCH);
    }

    @Override
    public Pages.Events events(String namespace, String name) {
        return new Pages.Events(Asking.during(() -> new Traces(client, namespace).events(name)).stream()
                .map(event -> new Pages.Event(
                        Traces.time(event),
                        Objects.toString(event.getType(), "Normal"),
                        Display.text(Objects.toString(event.getReason(), "")),
                        event.getInvolvedObject().getKind() + "/"
                                + event.getInvolvedObject().getName(),
                        Display.text(Objects.toString(event.getMessage(), "")),
                        event.getCount()))
                .toList());
    }

    @Override
    public SyncView suspend(String namespace, String name, boolean suspend, @Nullable String version) {
        DatabaseSync sync = asSeen(namespace, name, version);
        return SyncViews.of(exactly(version, () -> {
            Syncs syncs = new Syncs(client, namespace);
            syncs.suspend(sync, suspend, version);
            return syncs.get(name);
        }));
    }

    @Override
    public SyncView repin(String namespace, String name, @Nullable String version) {
        DatabaseSync sync = asSeen(namespace, name, version);
        return SyncViews.of(exactly(version, () -> {
            Syncs syncs = new Syncs(client, namespace);
            syncs.repin(sync, version);
            return syncs.get(name);
        }));
    }

    private DatabaseSync asSeen(String namespace, String name, @Nullable String version) {
        DatabaseSync sync = found(namespace, name);
        checkVersion(version, sync.getMetadata().getResourceVersion());
        return sync;
    }

    private static void checkVersion(@Nullable String wanted, String found) {
        if (wanted != null && !wanted.equals(found)) {
            throw changed();
        }
    }

    private static <T> T exactly(@Nullable String version, Supplier<T> change) {
        try {
            return Asking.during(change);
        } catch (Refusal refusal) {
            if (version != null && refusal.why().status() == 409) {
                throw changed();
            }
            throw refusal;
        }
    }

    private static Refusal changed() {
        return Why.of(412, "the object has changed since you looked at it")
                .withField("If-Match")
                .withFix("look at it again")
                .refusal();
    }

    @Override
    public Started start(String namespace, String name, Bodies.Start start, @Nullable String key) {
        String user = session().user();
        Wanted wanted = new Wanted(
                name,
                start.operation(),
                user,
                start.note(),
                start.approvedPlan(),
                key == null ? null : Sha256.hex(who.id() + "/" + key));
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

    @Override
    public RunView run(String namespace, String name) {
        return RunViews.of(Asking.during(() -> new Runs(client, namespace).get(name)));
    }

    @Override
    public PlanView plan(String namespace, String name) {
        DatabaseSyncRun run = Asking.during(() -> new Runs(client, namespace).get(name));
        DatabaseSyncRunStatus status = Objects.requireNonNullElse(run.getStatus(), DatabaseSyncRunStatus.NONE);
        PlanStatus plan = status.plan();
        if (plan == null) {
            throw Refusal.of(404, "run %s/%s has no plan".formatted(namespace, name));
        }
        return PlanViews.of(plan);
    }

    @Override
    public Pages.Log log(String namespace, String name) {
        List<String> lines = Asking.during(() -> new Traces(client, namespace).log(name))
                .lines()
                .map(Display::text)
                .toList();
        return new Pages.Log(lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }

    @Override
    public RunView cancel(String namespace, String name, @Nullable String version) {
        Runs runs = new Runs(client, namespace);
        if (version != null) {
            checkVersion(version, run(namespace, name).version());
        }
        return RunViews.of(Asking.during(() -> runs.cancel(name)));
    }

    @Override
    public RunView approve(String namespace, String name, String plan) {
        return RunViews.of(Asking.during(() -> {
            Approvals approvals = new Approvals(client, namespace);
            approvals.approve(approvals.look(name, plan));
            return new Runs(client, namespace).get(name);
        }));
    }
}
