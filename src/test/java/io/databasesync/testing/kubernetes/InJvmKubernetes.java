package io.databasesync.testing.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.databasesync.contract.Kubernetes;
import io.databasesync.sync.ConnectionSettings.HostPort;
import io.databasesync.testing.postgres.Relay;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/// A Kubernetes API server in this JVM, with the project's CRDs installed.
public final class InJvmKubernetes implements AutoCloseable {
    /// Fields keep both loggers alive: java.util.logging forgets the level of an unreferenced logger.
    private static final Logger MOCK_LOG = Logger.getLogger("io.fabric8.mockwebserver");

    private static final Logger SOCKET_LOG = Logger.getLogger("io.fabric8.mockwebserver.vertx.VertxMockWebSocket");

    private static final Path CRDS = Path.of("crds");

    private final ApiDispatcher dispatcher = new ApiDispatcher();
    private final KubernetesMockServer server;
    private final KubernetesClient client;

    public InJvmKubernetes() {
        this(false);
    }

    private InJvmKubernetes(boolean tls) {
        MOCK_LOG.setLevel(Level.WARNING); // otherwise it logs every request
        SOCKET_LOG.setLevel(Level.OFF); // otherwise it logs every watch that a client closed first
        server = new KubernetesMockServer(
                new Context(new ObjectMapper()), new MockWebServer(), new HashMap<>(), dispatcher, tls);
        server.init();
        client = newClient();
        // on a busy machine the client repeats a request without an answer; the server may have handled the first
        crds().forEach(crd -> client.resource(crd).createOr(NonDeletingOperation::update));
    }

    /// A server with a certificate that nobody has signed.
    public static InJvmKubernetes withTls() {
        return new InJvmKubernetes(true);
    }

    /// Where the server listens.
    public String url() {
        return server.url("/");
    }

    /// A kubeconfig for it.
    public String kubeconfig() {
        return """
            apiVersion: v1
            kind: Config
            current-context: tests
            contexts: [{name: tests, context: {cluster: tests, user: tests, namespace: default}}]
            clusters: [{name: tests, cluster: {server: "%s", insecure-skip-tls-verify: true}}]
            users: [{name: tests, user: {token: tests}}]
            """.formatted(url());
    }

    /// The server's `close` closes it.
    public KubernetesClient client() {
        return client;
    }

    /// Another client, as for another process; the caller closes it.
    public KubernetesClient newClient() {
        return Kubernetes.client(config(url()));
    }

    /// The same, with somebody who sees every request and may refuse it.
    public KubernetesClient newClient(Interceptor observer) {
        return Kubernetes.client(config(url()), observer);
    }

    /// The same, by another way to the server.
    public KubernetesClient newClient(Relay way) {
        return Kubernetes.client(config("http://" + way.address()));
    }

    /// A network between clients and the server.
    public Relay newRelay() {
        return new Relay(new HostPort(server.getHostName(), server.getPort()));
    }

    private static Config config(String url) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(url)
                .withTrustCerts(true)
                .withNamespace("default")
                .withHttp2Disable(
                        true) // the mock server sometimes answers a request in HTTP/1 after it has agreed to 2
                .build();
    }

    /// How often a field manager has applied the status of objects of this kind, with or without a change.
    ///
    /// @param plural of the kind, as in the path of a request
    public long statusApplied(String plural, String fieldManager) {
        return dispatcher.statusApplied(plural, fieldManager);
    }

    /// How often somebody has patched the status of a sync or a run, with or without a change.
    public long statusPatches() {
        return dispatcher.statusPatches();
    }

    /// The requests to apply a status that changed nothing.
    public List<String> idleStatusWrites() {
        return dispatcher.idleStatusWrites();
    }

    /// Sets the log of a pod.
    public void log(String pod, String text) {
        dispatcher.log(pod, text);
    }

    /// Answers as if no CRD were installed.
    public void forgetKinds() {
        dispatcher.forgetKinds();
    }

    /// Refuses all reads, as without the roles that allow them.
    public void forbidReading() {
        dispatcher.forbidReading();
    }

    /// Refuses all reads of a namespace, as without a role there, until they are permitted again.
    public void forbidReading(String namespace, boolean forbidden) {
        dispatcher.forbid(namespace, forbidden);
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }

    private static List<CustomResourceDefinition> crds() {
        try (Stream<Path> files = Files.list(CRDS)) {
            return files.sorted().map(InJvmKubernetes::crd).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CustomResourceDefinition crd(Path file) {
        try {
            String yaml = Files.readString(file, StandardCharsets.UTF_8);
            return Serialization.unmarshal(yaml, CustomResourceDefinition.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
