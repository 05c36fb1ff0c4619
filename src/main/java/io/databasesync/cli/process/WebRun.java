package io.databasesync.cli.process;

import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cli.terminal.Version;
import io.databasesync.cli.web.cluster.Callers;
import io.databasesync.cli.web.cluster.ClusterAccess;
import io.databasesync.cli.web.cluster.ClusterWatch;
import io.databasesync.cli.web.engine.EngineCaller;
import io.databasesync.cluster.Syncs;
import io.databasesync.engine.SyncRunner;
import io.databasesync.engine.TargetHistory;
import io.databasesync.operator.http.OperatorHttp;
import io.databasesync.sync.Operation;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import io.databasesync.web.Board;
import io.databasesync.web.OneTimeAccess;
import io.databasesync.web.WebServer;
import io.databasesync.web.WebSettings;
import io.databasesync.web.api.Caller;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Wires the web server with one of its two implementations, and serves until a signal ends it.
final class WebRun {
    private static final String NAMESPACES = "DBSYNC_NAMESPACES";

    private final WebSettings settings;
    private final TerminalCommand command;

    WebRun(WebSettings settings, TerminalCommand command) {
        this.settings = settings;
        this.command = command;
    }

    /// For everybody, in a pod.
    static void ofCluster(WebSettings settings, int healthPort, Map<String, String> environment)
            throws InterruptedException {
        Config own = Config.autoConfigure(null);
        CountDownLatch ended = new CountDownLatch(1);
        try (Board board = new Board();
                KubernetesClient reader = ClusterWatch.client(own);
                Callers callers = new Callers(own);
                ClusterWatch watch = new ClusterWatch(reader, namespaces(environment), board);
                WebServer _ = new WebServer(settings, new ClusterAccess(callers, Version.current()), board);
                OperatorHttp _ = new OperatorHttp(
                        healthPort,
                        () -> "",
                        Map.of(OperatorHttp.READY, watch::trouble, OperatorHttp.LIVE, Optional::empty))) {
            Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown, "shutdown"));
            ended.await();
        }
    }

    private static Set<String> namespaces(Map<String, String> environment) {
        return Arrays.stream(environment.getOrDefault(NAMESPACES, "").split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// For the person at this computer, with the rights of the kubeconfig.
    ///
    /// @param commands a client that watches nothing, as commands have it; it is closed
    /// @param namespace null for all that the person may list
    void overKubeconfig(KubernetesClient commands, @Nullable String namespace) {
        Config config = commands.getConfiguration();
        Set<String> watched;
        try (commands) {
            watched = watched(commands, namespace);
        }
        try (Board board = new Board();
                KubernetesClient client = ClusterWatch.client(config);
                ClusterWatch _ = new ClusterWatch(client, watched, board)) {
            serve(ClusterAccess.ofKubeconfig(client, Version.current()), board);
        }
    }

    /// Empty for all namespaces.
    ///
    /// @throws SyncException if the person may list none of them, or the cluster does not answer
    private static Set<String> watched(KubernetesClient client, @Nullable String namespace) {
        String own = Objects.requireNonNullElseGet(
                namespace, () -> Objects.requireNonNullElse(client.getNamespace(), "default"));
        if (namespace == null && listsAll(client)) {
            return Set.of();
        }
        new Syncs(client, own).list();
        return Set.of(own);
    }

    private static boolean listsAll(KubernetesClient client) {
        try {
            Syncs.everywhere(client);
            return true;
        } catch (SyncException e) {
            boolean forbidden = e.getCause() instanceof KubernetesClientException cause
                    && cause.getCode() == HttpURLConnection.HTTP_FORBIDDEN;
            if (!forbidden) {
                throw e;
            }
            return false;
        }
    }

    /// For the person at this computer, without a cluster.
    ///
    /// @param requests makes a request for an operation
    void overEngine(Function<Operation, SyncRequest> requests, SyncRunner engine) {
        try (Board board = new Board();
                EngineCaller person =
                        new EngineCaller(requests, engine, TargetHistory::read, board, Version.current())) {
            serve(person, board);
        }
    }

    private void serve(Caller person, Board board) {
        OneTimeAccess access = new OneTimeAccess(person, InstantSource.system());
        try (WebServer server = new WebServer(settings, access, board)) {
            do {
                command.out()
                        .printf(
                                "http://127.0.0.1:%d/#code=%s%nOpen it within a minute. It works once; press Enter for"
                                        + " another one, Ctrl-C to stop.%n",
                                server.port(), access.newCode());
            } while (command.terminal().answers().get().isPresent());
            awaitSignal();
        }
    }

    // nobody is at the terminal
    private static void awaitSignal() {
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(ended::countDown, "shutdown"));
        try {
            ended.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
