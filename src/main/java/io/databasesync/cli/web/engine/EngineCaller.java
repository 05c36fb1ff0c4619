package io.databasesync.cli.web.engine;

import io.databasesync.engine.SyncRunner;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.RecordedRun;
import io.databasesync.sync.SyncException;
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
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
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

    private final Function<Operation, SyncRequest> requests;
    private final SyncRunner engine;
    private final Function<ConnectionSettings, List<RecordedRun>> history;
    private final Changes changes;
    private final String version;
    private final InstantSource clock = InstantSource.system();
    private final EngineRuns runs;
    private final Thread.Builder threads = Thread.ofPlatform().name("web-run").daemon(false);

    /// @param requests makes a request for an operation, each with a run id of its own
    /// @param history reads the runs that a target has recorded
    /// @param version of databasesync
    public EngineCaller(
            Function<Operation, SyncRequest> requests,
            SyncRunner engine,
            Function<ConnectionSettings, List<RecordedRun>> history,
            Changes changes,
            String version) {
        this.requests = requests;
        this.engine = engine;
        this.history = history;
        this.runs = new EngineRuns(changes);
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

    private SyncView view() {
        return EngineSync.of(requests.apply(Operation.Plan), runs.all());
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

    /// The runs of this process, and those that the target has recorded: from a cluster and from terminals, too.
    @Override
    public Pages.History history(String namespace, String name) {
        check(namespace, name);
        Map<String, PastRun> past = new LinkedHashMap<>();
        recorded().forEach(run -> past.put(run.name(), run));
        runs.all().stream()
                .filter(EngineRun::ended)
                .map(run -> PastRun.of(run.view()))
                .forEach(run -> past.put(run.name(), run));
        return new Pages.History(past.values().stream()
                .sorted(Comparator.comparing(EngineCaller::ended).reversed())
                .toList());
    }

    private List<PastRun> recorded() {
        try {
            return history.apply(requests.apply(Operation.Plan).target()).stream()
                    .filter(run -> run.finishedAt() != null)
                    .map(EngineSync::past)
                    .toList();
        } catch (SyncException e) {
            throw Why.of(503, "the history of the target cannot be read: " + e.getMessage())
                    .withReason(e.reason().name())
                    .withFix(e.reason().fix())
                    .refusal();
        }
    }

    private static Instant ended(PastRun run) {
        return Objects.requireNonNullElse(run.finishedAt(), Instant.EPOCH);
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
        EngineRun run = runs.begin(start, key, () -> {
            SyncRequest wanted = requests.apply(operation);
            SyncRequest request = start.approvedPlan() == null ? wanted : wanted.withApprovedPlan(start.approvedPlan());
            return new EngineRun(request, first(request, start), clock, view -> {
                changes.put(view);
                changes.put(view());
            });
        });
        if (!run.begin()) {
            return new Started(run.view(), false); // the second of two clicks
        }
        changes.put(run.view());
        threads.start(() -> run.end(engine.run(run.request(), run, run.cancellation())));
        return new Started(run.view(), true);
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

    @Override
    public RunView run(String namespace, String name) {
        return runs.found(namespace, name).view();
    }

    @Override
    public PlanView plan(String namespace, String name) {
        return runs.found(namespace, name)
                .plan()
                .orElseThrow(() -> Refusal.of(404, "run %s/%s has no plan".formatted(namespace, name)));
    }

    @Override
    public Pages.Log log(String namespace, String name) {
        return new Pages.Log(runs.found(namespace, name).lines());
    }

    @Override
    public RunView cancel(String namespace, String name, @Nullable String seen) {
        EngineRun run = runs.found(namespace, name);
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
        runs.found(namespace, name);
        throw onlyOnCluster("no run waits; start a Sync with approvedPlan");
    }

    /// Stops the run that is under way.
    @Override
    public void close() {
        runs.all().stream().filter(run -> !run.ended()).forEach(EngineRun::cancel);
    }
}
