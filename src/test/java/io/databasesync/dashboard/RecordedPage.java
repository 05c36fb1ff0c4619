package io.databasesync.dashboard;

import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.web.Board;
import io.databasesync.web.WebServer;
import io.databasesync.web.WebSettings;
import io.databasesync.web.api.Access;
import io.databasesync.web.api.Bodies;
import io.databasesync.web.api.Caller;
import io.databasesync.web.api.Kind;
import io.databasesync.web.api.Pages;
import io.databasesync.web.api.Pages.Action;
import io.databasesync.web.api.PlanView;
import io.databasesync.web.api.Refusal;
import io.databasesync.web.api.RunView;
import io.databasesync.web.api.Session;
import io.databasesync.web.api.SyncView;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The real server and page over recorded objects: one sync of each state, and 500 in a namespace of their own.
/// It notes what a page asks for, and does nothing.
final class RecordedPage implements Access, AutoCloseable {
    /// Three persons: one who may do everything, one who may look, and one who sees nothing yet.
    static final String EDITOR = "team-a.editor";

    static final String VIEWER = "team-a.viewer";
    static final String NEWCOMER = "team-n.newcomer";

    /// A person who sees 500 syncs.
    static final String CROWD = "team-z.editor";

    private static final int MANY = 500;

    private final Map<String, RecordedState> states = RecordedState.all();
    private final Map<String, RunView> runs = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger tokens = new AtomicInteger();
    private final Board board = new Board();
    private final WebServer server;

    RecordedPage() {
        for (RecordedState state : states.values()) {
            board.put(state.sync());
            if (state.run() != null) {
                state.samples().forEach(this::put);
            }
        }
        SyncView[] kinds = states.values().stream().map(RecordedState::sync).toArray(SyncView[]::new);
        IntStream.range(0, MANY)
                .forEach(i -> board.put(kinds[i % kinds.length]
                        .withNamespace("team-z")
                        .withName("%s-%03d".formatted(kinds[i % kinds.length].name(), i))));
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = new WebServer(WebSettings.at(address, "").withBadges(true).withRequestsPerSecond(10_000), this, board);
    }

    private RunView put(RunView run) {
        runs.put(run.name(), run);
        board.put(run);
        return run;
    }

    /// The run of a sync succeeds.
    void end(String sync) {
        RecordedState state = Objects.requireNonNull(states.get(sync));
        put(Objects.requireNonNull(state.run()).withPhase(Phase.Succeeded).withResult("Succeeded"));
        board.put(state.sync().withActiveRun(null).withState("Succeeded"));
    }

    /// The run of a sync waits for an approval.
    void await(String sync) {
        RecordedState state = Objects.requireNonNull(states.get(sync));
        put(Objects.requireNonNull(state.run()).withPhase(Phase.AwaitingApproval));
        board.put(state.sync().withState(Phase.AwaitingApproval.name()));
    }

    /// What pages have asked to change, oldest first: `Verify ready`.
    List<String> asked() {
        return List.copyOf(asked);
    }

    List<String> names() {
        return List.copyOf(states.keySet());
    }

    /// A new token of one of the persons: the server takes only some streams of each token.
    String token(String person) {
        return person.isEmpty() ? "" : person + "." + tokens.incrementAndGet();
    }

    String address(String route) {
        return "http://127.0.0.1:%d/%s".formatted(server.port(), route);
    }

    @Override
    public Caller caller(String token) {
        String[] words = token.split("\\.", 3);
        if (words.length < 3) {
            throw Refusal.of(401, "the cluster does not know this token, or it has expired");
        }
        return new Person(token, words[0], words[1]);
    }

    @Override
    public Session.Token exchange(String code) {
        throw Refusal.of(404, "there are no codes");
    }

    @Override
    public void forget(String token) {
        // the persons stay
    }

    @Override
    public void close() {
        server.close();
        board.close();
    }

    private final class Person implements Caller {
        private final String token;
        private final String namespace;
        private final String name;

        Person(String token, String namespace, String name) {
            this.token = token;
            this.namespace = namespace;
            this.name = name;
        }

        private RecordedState state(String sync) {
            RecordedState state = states.get(sync);
            if (state == null) {
                throw Refusal.of(404, "namespace %s has no DatabaseSync %s".formatted(namespace, sync));
            }
            return state;
        }

        private RunView noted(String what, RunView run) {
            asked.add(what + " " + run.sync());
            return put(run);
        }

        @Override
        public String id() {
            return token;
        }

        @Override
        public Session session() {
            return new Session(Session.Mode.Token, name + "@example.com", List.of(), "0.1.0", null);
        }

        @Override
        public boolean sees(Kind kind, String place) {
            return place.equals(namespace);
        }

        @Override
        public Pages.SyncPage sync(String place, String sync) {
            List<Pages.Permission> may = Arrays.stream(Action.values())
                    .map(action -> new Pages.Permission(
                            action,
                            name.equals("editor"),
                            "kubectl auth can-i create databasesyncruns.databasesync.io -n team-a"))
                    .toList();
            return new Pages.SyncPage(state(sync).sync(), may, RecordedState.MANIFEST.formatted(sync));
        }

        @Override
        public Pages.History history(String place, String sync) {
            return new Pages.History(state(sync).history());
        }

        @Override
        public Pages.Events events(String place, String sync) {
            return new Pages.Events(List.of());
        }

        @Override
        public SyncView suspend(String place, String sync, boolean suspend, @Nullable String version) {
            asked.add((suspend ? "Suspend " : "Resume ") + sync);
            return state(sync).sync().withSuspended(suspend);
        }

        @Override
        public SyncView repin(String place, String sync, @Nullable String version) {
            asked.add("Repin " + sync);
            return state(sync).sync();
        }

        @Override
        public Started start(String place, String sync, Bodies.Start start, @Nullable String key) {
            Operation operation = start.operation() == null ? Operation.Sync : start.operation();
            return new Started(noted(operation.name(), state(sync).started(operation, start.approvedPlan())), true);
        }

        @Override
        public RunView run(String place, String run) {
            RunView found = runs.get(run);
            if (found == null) {
                throw Refusal.of(404, "namespace %s has no run %s".formatted(place, run));
            }
            return found;
        }

        @Override
        public PlanView plan(String place, String run) {
            return state(run(place, run).sync()).plan();
        }

        @Override
        public Pages.Log log(String place, String run) {
            return new Pages.Log(List.of("09:00:00 INFO  Copying public.crawled_pages", "09:00:02 INFO  8 tables"));
        }

        @Override
        public RunView cancel(String place, String run, @Nullable String version) {
            return noted("Cancel", run(place, run).withCancelRequested(true));
        }

        @Override
        public RunView approve(String place, String run, String plan) {
            return noted("Approve", run(place, run).withApprovedPlan(plan));
        }
    }
}
