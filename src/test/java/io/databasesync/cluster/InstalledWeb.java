package io.databasesync.cluster;

import io.databasesync.testing.web.TestBrowser;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The web server of an installation, and the persons who use it: each has a token of its own, and a role in one
/// namespace.
record InstalledWeb(Installation cluster) {
    /// Only a browser of the tests knows where that is: the Service has an address, and no name out of the cluster.
    static final String ORIGIN = "http://dbsync.test";

    private static final int PATIENCE_SECONDS = 90;
    private static final String GROUP = "databasesync.io";

    /// A browser that finds [#ORIGIN], for tests of a class. A refusal of the server is on its console, too; anything
    /// else there is an error of the page.
    TestBrowser browser() {
        return TestBrowser.allowing(complaint -> complaint.startsWith("Failed to load resource")
                        || complaint.contains("net::ERR_")
                        || complaint.startsWith("The Cross-Origin-Opener-Policy header has been ignored"))
                .withFlag(() -> {
                    await();
                    return browserFlag();
                });
    }

    /// What Chromium needs to find [#ORIGIN].
    String browserFlag() {
        return "--host-resolver-rules=MAP dbsync.test " + address();
    }

    String address() {
        return client().services()
                .inNamespace(cluster.home())
                .withName(name())
                .get()
                .getSpec()
                .getClusterIP();
    }

    void await() {
        client().apps()
                .deployments()
                .inNamespace(cluster.home())
                .withName(name())
                .waitUntilReady(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private String name() {
        return cluster.home() + "-web";
    }

    /// A person who may look, and start and stop runs.
    ///
    /// @return the token
    String syncer(String person, String namespace) {
        return person(
                person,
                namespace,
                rule("databasesyncs", "get", "list", "watch", "patch"),
                rule("databasesyncruns", "get", "list", "watch", "create", "patch"));
    }

    /// A token of a person that is meant for another server.
    String foreign(String person) {
        return client().serviceAccounts()
                .inNamespace(cluster.namespace())
                .withName(person)
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withAudiences("another-server")
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
    }

    /// A person who may only look.
    String viewer(String person, String namespace) {
        return person(
                person,
                namespace,
                rule("databasesyncs", "get", "list", "watch"),
                rule("databasesyncruns", "get", "list", "watch"));
    }

    private static PolicyRule rule(String resource, String... verbs) {
        return new PolicyRuleBuilder()
                .withApiGroups(GROUP)
                .withResources(resource)
                .withVerbs(verbs)
                .build();
    }

    private String person(String person, String namespace, PolicyRule... rules) {
        client().resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withNamespace(cluster.namespace())
                        .withName(person)
                        .endMetadata()
                        .build())
                .create();
        client().resource(new RoleBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(person)
                        .endMetadata()
                        .withRules(rules)
                        .build())
                .create();
        client().resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(person)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", person)
                        .addNewSubject("", "ServiceAccount", person, cluster.namespace())
                        .build())
                .create();
        return client().serviceAccounts()
                .inNamespace(cluster.namespace())
                .withName(person)
                .tokenRequest()
                .getStatus()
                .getToken();
    }

    /// A sync that nobody starts.
    void suspended(String name, String namespace) {
        client().resource("""
                apiVersion: databasesync.io/v1alpha1
                kind: DatabaseSync
                metadata: {name: %s, namespace: %s}
                spec:
                  direction: RemoteToLocal
                  suspend: true
                  local: {host: near, database: app, credentialsSecret: {name: near}}
                  remote: {host: far, database: app, credentialsSecret: {name: far}}
                """.formatted(name, namespace)).create();
    }

    /// The name that the cluster knows a person by.
    String user(String person) {
        return "system:serviceaccount:%s:%s".formatted(cluster.namespace(), person);
    }

    void takeRightsAway(String person, String namespace) {
        client().rbac().roleBindings().inNamespace(namespace).withName(person).delete();
    }

    /// After this, the cluster does not know the person's token any more.
    void expire(String person) {
        client().serviceAccounts()
                .inNamespace(cluster.namespace())
                .withName(person)
                .delete();
    }

    /// Ends the server's pod, and waits for the next one.
    void restart() {
        List<String> before = pods().list().getItems().stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
        pods().withGracePeriod(0).delete();
        before.forEach(pod -> client().pods()
                .inNamespace(cluster.home())
                .withName(pod)
                .waitUntilCondition(found -> found == null, PATIENCE_SECONDS, TimeUnit.SECONDS));
        await();
    }

    /// The memory of the server's process that is in use.
    String rss() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ExecWatch watch = pods().resources()
                .findFirst()
                .orElseThrow()
                .writingOutput(out)
                .exec(
                        "bash",
                        "-c",
                        "while read -r line; do case $line in VmRSS*) echo \"$line\";; esac; done </proc/1/status")) {
            watch.exitCode().join();
        }
        return out.toString(StandardCharsets.UTF_8).replace("VmRSS:", "").strip();
    }

    private FilterWatchListDeletable<Pod, PodList, PodResource> pods() {
        return client().pods().inNamespace(cluster.home()).withLabel("app.kubernetes.io/name", "databasesync-web");
    }

    private KubernetesClient client() {
        return cluster.client();
    }
}
