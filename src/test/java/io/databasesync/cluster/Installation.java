package io.databasesync.cluster;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.UninstallCommand;
import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.contract.Kubernetes;
import io.databasesync.testing.postgres.PodServer;
import io.databasesync.testing.postgres.TestServer;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/// The operator as a user installs it: by its chart, from the image of this build. It watches one namespace, which
/// holds two servers besides; all of it goes when the tests of the class have ended. A test that fails shows what
/// pods said.
final class Installation
        implements BeforeAllCallback, AfterEachCallback, AfterAllCallback, TestExecutionExceptionHandler {

    private final String namespace = "dbsync-" + UUID.randomUUID().toString().substring(0, 8);
    private final String home = namespace + "-operator";

    private @Nullable KubernetesClient client;
    private @Nullable PodServer sourcePod;
    private @Nullable PodServer targetPod;
    private @Nullable TestServer source;
    private @Nullable TestServer target;
    private final boolean web;
    private final ClusterShare share;
    private boolean installed;
    private final List<TestSync> syncs = new ArrayList<>();

    Installation() {
        this(false, ClusterShare.besideOthers());
    }

    private Installation(boolean web, ClusterShare share) {
        this.web = web;
        this.share = share;
    }

    /// With the web server. Both namespaces are watched, so that two persons can see different syncs.
    static Installation withWeb() {
        return new Installation(true, ClusterShare.besideOthers());
    }

    /// For a test that disturbs everybody in the cluster.
    static Installation alone() {
        return new Installation(false, ClusterShare.alone());
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        share.beforeAll(context);
        client = Kubernetes.client();
        String image = BuiltImage.load();
        for (String name : List.of(namespace, home)) {
            client().resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .endMetadata()
                            .build())
                    .create();
        }
        sourcePod = TestServer.pod(client(), namespace, "source", 17);
        targetPod = TestServer.pod(client(), namespace, "target", 15);
        Crds.apply(client());
        install(image);
        source = sourcePod.await();
        target = targetPod.await();
        operator().await();
    }

    KubernetesClient client() {
        return Objects.requireNonNull(client);
    }

    /// Where syncs are.
    String namespace() {
        return namespace;
    }

    /// Where the operator is; its release and its service account have the same name.
    String home() {
        return home;
    }

    TestServer source() {
        return Objects.requireNonNull(source);
    }

    TestServer target() {
        return Objects.requireNonNull(target);
    }

    String sourceHost() {
        return Objects.requireNonNull(sourcePod).host();
    }

    String targetHost() {
        return Objects.requireNonNull(targetPod).host();
    }

    /// A sync that goes when its test has ended, and has shown what it has to show.
    TestSync newSync(String name) {
        TestSync sync = new TestSync(this, name);
        syncs.add(sync);
        return sync;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        syncs.forEach(TestSync::close);
        syncs.clear();
    }

    InstalledOperator operator() {
        return new InstalledOperator(this);
    }

    /// What everybody may read who may read anything but Secrets: resources, events and logs.
    String everythingPublic() {
        return resources().map(Serialization::asYaml).collect(Collectors.joining("---\n")) + logs();
    }

    private Stream<HasMetadata> resources() {
        KubernetesClient c = client();
        return Stream.of(namespace, home)
                .flatMap(n -> Stream.of(
                                c.resources(DatabaseSync.class).inNamespace(n).list(),
                                c.resources(DatabaseSyncRun.class)
                                        .inNamespace(n)
                                        .list(),
                                c.batch().v1().jobs().inNamespace(n).list(),
                                c.apps().deployments().inNamespace(n).list(),
                                c.pods().inNamespace(n).list(),
                                c.v1().events().inNamespace(n).list(),
                                c.rbac().roles().inNamespace(n).list(),
                                c.configMaps().inNamespace(n).list())
                        .<HasMetadata>flatMap(list -> list.getItems().stream()));
    }

    private String logs() {
        return Stream.of(namespace, home)
                .flatMap(n -> client().pods().inNamespace(n).list().getItems().stream())
                .map(this::log)
                .collect(Collectors.joining("\n"));
    }

    private String log(Pod pod) {
        String title = "== log of pod " + pod.getMetadata().getName() + "\n";
        try {
            return title
                    + client().pods()
                            .inNamespace(pod.getMetadata().getNamespace())
                            .withName(pod.getMetadata().getName())
                            .getLog();
        } catch (KubernetesClientException e) { // it has not started
            return title + e.getMessage();
        }
    }

    private void install(String image) {
        int tag = image.lastIndexOf(':');
        InstallCommand install = new Helm(Path.of("helm/databasesync"))
                .install()
                .withName(home)
                .withNamespace(home)
                .set("image.repository", image.substring(0, tag))
                .set("image.tag", image.substring(tag + 1))
                .set("namespaces[0]", namespace); // others may be testing, too
        if (web) {
            install.set("namespaces[1]", home)
                    .set("web.enabled", "true")
                    .set("web.externalUrl", InstalledWeb.ORIGIN)
                    .set("web.checkRequestedBy", "true");
        }
        String config = System.getenv("KUBECONFIG");
        (config == null ? install : install.withKubeConfig(Path.of(config))).call();
        installed = true;
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        try (KubernetesClient closing = client()) {
            if (installed) {
                UninstallCommand uninstall =
                        Helm.uninstall(home).withNamespace(home).ignoreNotFound();
                String config = System.getenv("KUBECONFIG");
                (config == null ? uninstall : uninstall.withKubeConfig(Path.of(config))).call();
            }
            closing.namespaces().withName(namespace).delete();
            closing.namespaces().withName(home).delete();
        } finally {
            share.afterAll(context);
        }
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        String title = context.getDisplayName();
        System.err.println("== " + title + " failed: " + failure);
        resources()
                .filter(r -> r instanceof DatabaseSync || r instanceof DatabaseSyncRun)
                .forEach(r -> System.err.println(Serialization.asYaml(r)));
        client().pods().inNamespace(namespace).list().getItems().stream()
                .map(p -> p.getMetadata().getName() + " " + Serialization.asYaml(p.getStatus()))
                .forEach(System.err::println);
        System.err.println(logs());
        throw failure;
    }
}
