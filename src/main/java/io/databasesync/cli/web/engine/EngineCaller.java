package io.databasesync.cli.web.engine;

import io.databasesync.engine.SyncRunner;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncRequest;
import io.databasesync.web.api.Bodies;
import io.databasesync.web.api.Caller;
import io.databasesync.web.api.Changes;
import io.databasesync.web.api.Kind;
import io.databasesync.web.api.Pages;
import io.databasesync.web.api.Pages.Action;
import io.databasesync.web.api.PastRun;
import io.databasesync.web.api.PlanView;
import io.databasesync.web.api.Refusal;
import io.databasesync.web.api.Refusal.Why;
import io.databasesync.web.api.RunView;
import io.databasesync.web.api.RunViewBuilder;
import io.databasesync.web.api.Session;
import io.databasesync.web.api.Session.Mode;
import io.databasesync.web.api.SyncView;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The one person of a laptop, over the engine: one sync, and one run at a time.
public final class EngineCaller implements Caller, AutoCloseable {
    static final String NAMESPACE = "laptop";
    static final String SYNC = "databases";
    private static final int RUNS = 100;

    private final Function<Operation, SyncRequest> requests;
    private final SyncRunner engine;
    private final Changes changes;
    private final String version;
    private final InstantSource clock = InstantSource.system();
    private final Map<String, EngineRun> runs = new LinkedHashMap<>();
    private final Map<String, String> byKey = new LinkedHashMap<>();
    private final Thread.Builder threads = Thread.ofPlatform().name("web-run").daemon(false);

    /// @param requests makes a request for an operation, each with a run id of its own
    /// @param version of databasesync
    public EngineCaller(Function<Operation, SyncRequest> requests, SyncRunner engine, Changes changes, String version) {
        this.requests = requests;
        this.engine = engine;
        this.changes = changes;
        this.version = version;
        changes.put(view());
    }

    @Override
    public String id() {
        return "laptop";
    }

    @Override
    public Session session() {
        return new Session(Mode.Engine, System.getProperty("user.name", "unknown"), List.of(), version, NAMESPACE);
    }

    @Override
    public boolean sees(Kind kind, String namespace) {
        return true;
    }

    private synchronized SyncView view() {
        return EngineSync.of(requests.apply(Operation.Plan), List.copyOf(runs.values()));
    }

    private static void check(String namespace, String name) {
        if (!namespace.equals(NAMESPACE) || !name.equals(SYNC)) {
            throw Refusal.of(
                    404, "there is no sync %s/%s; the only one is %s/%s".formatted(namespace, name, NAMESPACE, SYNC));
        }
    }

    @Override
    public Pages.SyncPage sync(String namespace, String name) {
        check(namespace, name);
        List<Pages.Permission> may = Arrays.stream(Action.values())
                .map(action -> new Pages.Permission(action, allowed(action), "there is no cluster"))
                .toList();
        return new Pages.SyncPage(view(), may, EngineSync.command(requests.apply(Operation.Sync)));
    }

    private static boolean allowed(Action action) {
        return switch (action) {
            case Start, Cancel, Log -> true;
            case Approve, Suspend, Repin -> false;
        };
    }

    @Override
    public synchronized Pages.History history(String namespace, String name) {
        check(namespace, name);
        List<PastRun> ended = new ArrayList<>(runs.values().stream()
                .filter(EngineRun::ended)
                .map(run -> EngineSync.past(run.view()))
                .toList());
        return new Pages.History(ended.reversed());
    }

    @Override
    public Pages.Events events(String namespace, String name) {
        check(namespace, name);
        return new Pages.Events(List.of());
    }

    @Override
    public SyncView suspend(String namespace, String name, boolean suspend, @Nullable String seen) {
        throw onlyOnCluster("nothing starts a run by itself");
    }

    @Override
    public SyncView repin(String namespace, String name, @Nullable String seen) {
        throw onlyOnCluster("the databases are those of the environment");
    }

    private static Refusal onlyOnCluster(String why) {
        return Refusal.of(409, "there is no cluster: " + why);
    }

    @Override
    public Started start(String namespace, String name, Bodies.Start start, @Nullable String key) {
        check(namespace, name);
        Operation operation = Objects.requireNonNull(start.operation(), "checked before");
        EngineRun run;
        synchronized (this) {
            EngineRun known = key == null ? null : runs.get(byKey.getOrDefault(key, ""));
            if (known != null) {
                return new Started(same(known, start).view(), false);
            }
            runs.values().stream().filter(other -> !other.ended()).findFirst().ifPresent(other -> {
                throw busy(other.view());
            });
            SyncRequest wanted = requests.apply(operation);
            SyncRequest request = start.approvedPlan() == null ? wanted : wanted.withApprovedPlan(start.approvedPlan());
            run = new EngineRun(request, first(request, start), clock, view -> {
                changes.put(view);
                changes.put(view());
            });
            keep(run, key);
        }
        changes.put(run.view());
        threads.start(() -> run.end(engine.run(run.request(), run, run.cancellation())));
        return new Started(run.view(), true);
    }

    private static EngineRun same(EngineRun known, Bodies.Start start) {
        RunView view = known.view();
        boolean equal = view.operation() == start.operation()
                && Objects.equals(view.approvedPlan(), start.approvedPlan())
                && Objects.equals(view.note(), start.note());
        if (!equal) {
            throw Why.of(422, "this key belongs to another request")
                    .withField("Idempotency-Key")
                    .withRun(view.key())
                    .refusal();
        }
        return known;
    }

    private static Refusal busy(RunView run) {
        return Why.of(409, "run %s is under way".formatted(run.key()))
                .withReason(Reason.TargetBusy.name())
                .withRun(run.key())
                .withFix("wait until it has ended, or stop it")
                .refusal();
    }

    private RunView first(SyncRequest request, Bodies.Start start) {
        return RunViewBuilder.builder()
                .namespace(NAMESPACE)
                .name(request.runId())
                .sync(SYNC)
                .operation(request.operation())
                .phase(Phase.Pending)
                .requestedBy(request.requestedBy())
                .note(start.note())
                .createdAt(clock.instant())
                .startedAt(clock.instant())
                .approvedPlan(start.approvedPlan())
                .version("1")
                .build();
    }

    private void keep(EngineRun run, @Nullable String key) {
        runs.put(run.view().name(), run);
        if (key != null) {
            byKey.put(key, run.view().name());
        }
        if (runs.size() > RUNS) {
            String oldest = runs.keySet().iterator().next();
            runs.remove(oldest);
            byKey.values().remove(oldest);
            changes.gone(Kind.Run, NAMESPACE, oldest);
        }
    }

    private synchronized EngineRun found(String namespace, String name) {
        EngineRun run = namespace.equals(NAMESPACE) ? runs.get(name) : null;
        if (run == null) {
            throw Refusal.of(404, "there is no run %s/%s".formatted(namespace, name));
        }
        return run;
    }

    @Override
    public RunView run(String namespace, String name) {
        return found(namespace, name).view();
    }

    @Override
    public PlanView plan(String namespace, String name) {
        return found(namespace, name)
                .plan()
                .orElseThrow(() -> Refusal.of(404, "run %s/%s has no plan".formatted(namespace, name)));
    }

    @Override
    public Pages.Log log(String namespace, String name) {
        return new Pages.Log(found(namespace, name).lines());
    }

    @Override
    public RunView cancel(String namespace, String name, @Nullable String seen) {
        EngineRun run = found(namespace, name);
        if (seen != null && !seen.equals(run.view().version())) {
            throw Why.of(412, "the run has changed since you looked at it")
                    .withField("If-Match")
                    .refusal();
        }
        if (run.ended()) {
            throw Refusal.of(409, "run %s/%s has ended, so there is nothing to stop".formatted(namespace, name));
        }
        run.cancel();
        return run.view();
    }

    @Override
    public RunView approve(String namespace, String name, String plan) {
        found(namespace, name);
        throw onlyOnCluster("no run waits; start a Sync with approvedPlan");
    }

    /// Stops the run that is under way.
    @Override
    public synchronized void close() {
        runs.values().stream().filter(run -> !run.ended()).forEach(EngineRun::cancel);
    }
}
