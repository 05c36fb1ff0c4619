package io.databasesync.cli.web.cluster;

import io.databasesync.api.DatabaseSync;
import io.databasesync.cli.web.cluster.ClusterAccess.Who;
import io.databasesync.cli.web.cluster.ClusterRuns.Asker;
import io.databasesync.cli.web.cluster.Rights.Right;
import io.databasesync.web.api.Bodies;
import io.databasesync.web.api.Caller;
import io.databasesync.web.api.Kind;
import io.databasesync.web.api.Pages;
import io.databasesync.web.api.Pages.Action;
import io.databasesync.web.api.PlanView;
import io.databasesync.web.api.Refusal;
import io.databasesync.web.api.Refusal.Why;
import io.databasesync.web.api.RunView;
import io.databasesync.web.api.Session;
import io.databasesync.web.api.SyncView;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What one caller asks of the cluster, with the caller's client.
final class ClusterCaller implements Caller {
    private static final int UNAUTHORIZED = 401;
    private static final Why OF_KUBECONFIG = Why.of(
                    503, "the cluster does not accept the login of your kubeconfig, or it has expired")
            .withFix("log in to the cluster again; the page goes on by itself");

    private final Who who;
    private final KubernetesClient client;
    private final Rights rights;
    private final Names names;
    private final ClusterSyncs syncs;
    private final ClusterRuns runs;

    ClusterCaller(Who who, KubernetesClient client, Rights rights, Names names) {
        this.who = who;
        this.client = client;
        this.rights = rights;
        this.names = names;
        this.syncs = new ClusterSyncs(client);
        this.runs = new ClusterRuns(client);
    }

    @Override
    public String id() {
        return who.id();
    }

    @Override
    public Session session() {
        Names.Name name = asked(() -> Asking.during(() -> names.of(who.id(), client)));
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
        return asked(() -> Asking.during(() -> rights.has(who.id(), client, right)));
    }

    /// A login that the cluster does not accept is forgotten. The one of a kubeconfig is not that of the page, which
    /// therefore stays as it is, and says what its person can do.
    private <T> T asked(Supplier<T> question) {
        try {
            return question.get();
        } catch (Refusal refusal) {
            if (refusal.why().status() != UNAUTHORIZED) {
                throw refusal;
            }
            rights.forget(who.id());
            names.forget(who.id());
            throw who.mode() == Session.Mode.Kubeconfig ? OF_KUBECONFIG.refusal() : refusal;
        }
    }

    @Override
    public Pages.SyncPage sync(String namespace, String name) {
        DatabaseSync sync = asked(() -> syncs.found(namespace, name));
        return new Pages.SyncPage(
                SyncViews.of(sync),
                Permissions.of(namespace).entrySet().stream()
                        .map(entry -> permission(entry.getKey(), entry.getValue()))
                        .toList(),
                Manifest.of(sync, client));
    }

    /// Says which right is missing, if one is.
    private Pages.Permission permission(Action action, List<Right> needed) {
        Optional<Right> missing = needed.stream().filter(right -> !has(right)).findFirst();
        return new Pages.Permission(
                action, missing.isEmpty(), missing.orElseGet(needed::getFirst).check());
    }

    @Override
    public Pages.History history(String namespace, String name) {
        return asked(() -> syncs.history(namespace, name));
    }

    @Override
    public Pages.Events events(String namespace, String name) {
        return asked(() -> syncs.events(namespace, name));
    }

    @Override
    public SyncView suspend(String namespace, String name, boolean suspend, @Nullable String version) {
        return asked(() -> syncs.suspend(namespace, name, suspend, version));
    }

    @Override
    public SyncView repin(String namespace, String name, @Nullable String version) {
        return asked(() -> syncs.repin(namespace, name, version));
    }

    @Override
    public Started start(String namespace, String name, Bodies.Start start, @Nullable String key) {
        return asked(() -> runs.start(new Asker(who.id(), session().user()), namespace, name, start, key));
    }

    @Override
    public RunView run(String namespace, String name) {
        return asked(() -> runs.run(namespace, name));
    }

    @Override
    public PlanView plan(String namespace, String name) {
        return asked(() -> runs.plan(namespace, name));
    }

    @Override
    public Pages.Log log(String namespace, String name) {
        return asked(() -> runs.log(namespace, name));
    }

    @Override
    public RunView cancel(String namespace, String name, @Nullable String version) {
        return asked(() -> runs.cancel(namespace, name, version));
    }

    @Override
    public RunView approve(String namespace, String name, String plan) {
        return asked(() -> runs.approve(namespace, name, plan));
    }
}
