package io.databasesync.web;

import io.databasesync.sync.Phase;
import io.databasesync.web.api.Access;
import io.databasesync.web.api.Bodies;
import io.databasesync.web.api.Caller;
import io.databasesync.web.api.Endpoint;
import io.databasesync.web.api.Kind;
import io.databasesync.web.api.Pages;
import io.databasesync.web.api.PlanView;
import io.databasesync.web.api.Refusal;
import io.databasesync.web.api.RunView;
import io.databasesync.web.api.RunViewBuilder;
import io.databasesync.web.api.Session;
import io.databasesync.web.api.SyncView;
import io.databasesync.web.api.SyncViewBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A cluster of this test: each token is a person, who sees some namespaces. It counts the questions.
final class People implements Access {
    private final Map<String, Set<String>> sight = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private final List<Bodies.Start> started = new CopyOnWriteArrayList<>();

    /// The token of a new person.
    String person(String name, String... namespaces) {
        sight.put("token-of-" + name, Set.of(namespaces));
        return "token-of-" + name;
    }

    void allow(String token, String... namespaces) {
        sight.put(token, Set.of(namespaces));
    }

    void expire(String token) {
        sight.remove(token);
    }

    int questions() {
        return questions.get();
    }

    List<Bodies.Start> started() {
        return started;
    }

    @Override
    public Caller caller(String token) {
        return new Person(token);
    }

    @Override
    public Session.Token exchange(String code) {
        throw Refusal.of(401, "this code is wrong");
    }

    @Override
    public void forget(String token) {
        expire(token);
    }

    static SyncView sync(String namespace, String name) {
        return SyncViewBuilder.builder()
                .namespace(namespace)
                .name(name)
                .local(new Endpoint("local:5432", "app", null, false, true))
                .remote(new Endpoint("remote:5432", "warehouse", null, false, false))
                .state("Idle")
                .version("7")
                .build();
    }

    static RunView run(String namespace, String name) {
        return RunViewBuilder.builder()
                .namespace(namespace)
                .name(name)
                .sync("kb")
                .phase(Phase.Copying)
                .createdAt(Instant.EPOCH)
                .version("8")
                .build();
    }

    private final class Person implements Caller {
        private final String token;

        Person(String token) {
            this.token = token;
        }

        private Set<String> seen() {
            questions.incrementAndGet();
            Set<String> seen = sight.get(token);
            if (seen == null) {
                throw Refusal.of(401, "the cluster does not know this token");
            }
            return seen;
        }

        private void need(String namespace) {
            if (!seen().contains(namespace)) {
                throw Refusal.of(403, "not allowed in " + namespace);
            }
        }

        @Override
        public String id() {
            return Integer.toHexString(token.hashCode());
        }

        @Override
        public Session session() {
            seen();
            return new Session(Session.Mode.Token, token.replace("token-of-", ""), List.of(), "test", null);
        }

        @Override
        public boolean sees(Kind kind, String namespace) {
            return seen().contains(namespace);
        }

        @Override
        public Pages.SyncPage sync(String namespace, String name) {
            need(namespace);
            return new Pages.SyncPage(People.sync(namespace, name), List.of(), "");
        }

        @Override
        public Pages.History history(String namespace, String name) {
            need(namespace);
            return new Pages.History(List.of());
        }

        @Override
        public Pages.Events events(String namespace, String name) {
            need(namespace);
            return new Pages.Events(List.of());
        }

        @Override
        public SyncView suspend(String namespace, String name, boolean suspend, @Nullable String version) {
            need(namespace);
            if (version != null && !version.equals("7")) {
                throw Refusal.of(412, "changed");
            }
            return People.sync(namespace, name).withSuspended(suspend);
        }

        @Override
        public SyncView repin(String namespace, String name, @Nullable String version) {
            need(namespace);
            return People.sync(namespace, name);
        }

        @Override
        public Started start(String namespace, String name, Bodies.Start start, @Nullable String key) {
            need(namespace);
            started.add(start);
            return new Started(
                    People.run(namespace, name + "-1")
                            .withOperation(Objects.requireNonNull(start.operation()))
                            .withRequestedBy(session().user()),
                    true);
        }

        @Override
        public RunView run(String namespace, String name) {
            need(namespace);
            return People.run(namespace, name);
        }

        @Override
        public PlanView plan(String namespace, String name) {
            need(namespace);
            throw Refusal.of(404, "no plan");
        }

        @Override
        public Pages.Log log(String namespace, String name) {
            need(namespace);
            return new Pages.Log(List.of());
        }

        @Override
        public RunView cancel(String namespace, String name, @Nullable String version) {
            need(namespace);
            return People.run(namespace, name).withCancelRequested(true);
        }

        @Override
        public RunView approve(String namespace, String name, String plan) {
            need(namespace);
            return People.run(namespace, name).withApprovedPlan(plan);
        }
    }
}
