package io.databasesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.databasesync.contract.Kubernetes;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rules of the CRDs, on a real API server: each refuses what it is there for, and says what to do.
@EnabledIfEnvironmentVariable(named = "DBSYNC_TEST_CLUSTER", matches = ".+")
class CrdRulesClusterIT {
    private static final String NAMESPACE =
            "crd-rules-" + UUID.randomUUID().toString().substring(0, 8);
    private static final String URI = "{uriSecret: {name: a}}";
    private static final String HOST = "{host: db, database: app, credentialsSecret: {name: a}}";

    @RegisterExtension
    static final ClusterShare SHARE = ClusterShare.besideOthers();

    private static KubernetesClient client;

    @BeforeAll
    static void install() {
        client = Kubernetes.client();
        Crds.apply(client);
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .untilAsserted(() -> create(sync("probe", "RemoteToLocal", URI, HOST)));
    }

    @AfterAll
    static void remove() {
        client.namespaces().withName(NAMESPACE).delete();
        client.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {}                                                       | give either uriSecret, or host
        {uriSecret: {name: a}, credentialsSecret: {name: b}}     | give either uriSecret, or host
        {uriSecret: {name: a}, host: db}                         | remove them here
        {uriSecret: {name: a}, port: 5432}                       | remove them here
        {host: db, credentialsSecret: {name: a}}                 | credentialsSecret needs host and database
        {uriSecret: {name: a}, sslMode: VerifyFull}              | VerifyCA and VerifyFull need caSecret
        {uriSecret: {name: a}, sslMode: Maybe}                   | Unsupported value: "Maybe"
        {uriSecret: {name: a}, protection: Sealed}               | Unsupported value: "Sealed"
        {uriSecret: {}}                                          | Required value
        {host: db, database: d, port: 70000, credentialsSecret: {name: a}} | less than or equal to 65535
        """)
    void endpointIsRefused(String endpoint, String message) {
        assertRefused(sync("bad", "RemoteToLocal", endpoint, URI), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {uriSecret: {name: a}}
        {uriSecret: {name: a, key: k}, sslMode: VerifyFull, caSecret: {name: ca}}
        {host: db, database: d, port: 6543, credentialsSecret: {name: a, usernameKey: u}, protection: ReadOnly}
        """)
    void endpointIsAccepted(String endpoint) {
        assertThatCode(() -> client.resource(sync("good", "RemoteToLocal", endpoint, HOST))
                        .dryRun()
                        .create())
                .doesNotThrowAnyException();
    }

    @Test
    void sameDatabaseOnBothSidesIsRefused() {
        assertRefused(
                sync("same", "RemoteToLocal", HOST, HOST.replace("database: app", "database: app, port: 5432")),
                "local and remote are the same database");
    }

    // failure 45: the wrong way round
    @Test
    void directionCannotBeChanged() {
        create(sync("turn", "RemoteToLocal", URI, HOST));
        assertThatThrownBy(() -> client.resource(sync("turn", "LocalToRemote", URI, HOST))
                        .forceConflicts()
                        .serverSideApply())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("direction is immutable; create another DatabaseSync");
    }

    @Test
    void nameThatLeavesNoRoomForTheRunsSuffixIsRefused() {
        assertRefused(sync("a".repeat(55), "RemoteToLocal", URI, HOST), "at most 54 lower case letters");
        assertRefused(sync("a.b", "RemoteToLocal", URI, HOST), "at most 54 lower case letters");
        assertThat(create(sync("a".repeat(54), "RemoteToLocal", URI, HOST))).isNotNull();
    }

    @Test
    void durationsAndListsHaveBounds() {
        String good = sync("bounds", "RemoteToLocal", URI, HOST, "deadline: 1h30m, safety: {lockTimeout: 250ms}");
        assertThatCode(() -> client.resource(good).dryRun().create()).doesNotThrowAnyException();
        assertRefused(sync("bounds", "RemoteToLocal", URI, HOST, "deadline: soon"), "should match");
        assertRefused(sync("bounds", "RemoteToLocal", URI, HOST, "retry: {attempts: 0}"), "greater than or equal to 1");
        assertRefused(
                sync("bounds", "RemoteToLocal", URI, HOST, "tables: {include: [" + "x,".repeat(257) + "]}"),
                "must have at most 256 items");
    }

    @Test
    void runCannotBeChangedExceptToCancelIt() {
        create(run("immutable", "operation: Sync, reason: CI"));
        assertChangeRefused(run("immutable", "operation: Plan, reason: CI"), "a run cannot be changed");
        assertChangeRefused(run("immutable", "operation: Sync, reason: me"), "a run cannot be changed");
        apply(run("immutable", "operation: Sync, reason: CI, cancel: true"));
        assertChangeRefused(
                run("immutable", "operation: Sync, reason: CI, cancel: false"), "cancel cannot be taken back");
        assertChangeRefused(run("immutable", "operation: Sync, reason: CI"), "cancel cannot be taken back");
    }

    @Test
    void templateIsSetOnce() {
        String template = "operation: Sync, template: {direction: RemoteToLocal, local: %s, remote: %s}";
        create(run("snapshot", "operation: Sync"));
        apply(run("snapshot", template.formatted(URI, HOST)));
        assertChangeRefused(
                run("snapshot", template.formatted(URI, HOST.replace("db", "other"))), "template is set once");
        assertChangeRefused(run("snapshot", "operation: Sync"), "template is set once");
    }

    @Test
    void approvedPlanIsAHashOrItsBeginningAndIsSetOnce() {
        String hash = "0123456789abcdef".repeat(4);
        assertRefused(run("short", "operation: Sync, approvedPlan: '0123456789a'"), "at least 12 chars");
        assertRefused(run("long", "operation: Sync, approvedPlan: '" + hash + "0'"), "64");
        assertRefused(run("upper", "operation: Sync, approvedPlan: '0123456789AB'"), "should match '^[0-9a-f]+$'");
        assertRefused(run("word", "operation: Sync, approvedPlan: 'yes, of course'"), "should match '^[0-9a-f]+$'");
        create(run("approved-at-once", "operation: Sync, approvedPlan: '%s'".formatted(hash)));

        create(run("approved", "operation: Sync"));
        assertChangeRefused(run("approved", "operation: Sync, approvedPlan: 'a'"), "at least 12 chars");
        apply(run("approved", "operation: Sync, approvedPlan: '0123456789ab'"));
        assertChangeRefused(
                run("approved", "operation: Sync, approvedPlan: '%s'".formatted(hash)), "approvedPlan is set once");
        assertChangeRefused(run("approved", "operation: Sync"), "approvedPlan is set once");
    }

    @Test
    void runIsNamedLikeItsJobAndDoesWhatWeKnow() {
        assertRefused(run("a".repeat(64), "operation: Sync"), "at most 63 lower case letters");
        assertRefused(run("wild", "operation: Guess"), "Unsupported value");
    }

    private static void assertRefused(String yaml, String message) {
        assertThatThrownBy(() -> client.resource(yaml).create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(message);
    }

    private static void assertChangeRefused(String yaml, String message) {
        assertThatThrownBy(() -> apply(yaml))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(message);
    }

    private static GenericKubernetesResource create(String yaml) {
        return client.resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class))
                .create();
    }

    /// As `kubectl apply` does: with the version that is there, the whole object anew.
    private static void apply(String yaml) {
        GenericKubernetesResource next = Serialization.unmarshal(yaml, GenericKubernetesResource.class);
        client.resource(next).update();
    }

    private static String sync(String name, String direction, String local, String remote) {
        return sync(name, direction, local, remote, "suspend: true");
    }

    private static String sync(String name, String direction, String local, String remote, String more) {
        return """
            apiVersion: databasesync.io/v1alpha1
            kind: DatabaseSync
            metadata: {name: %s, namespace: %s}
            spec: {direction: %s, local: %s, remote: %s, %s}
            """.formatted(name, NAMESPACE, direction, local, remote, more);
    }

    private static String run(String name, String more) {
        return """
            apiVersion: databasesync.io/v1alpha1
            kind: DatabaseSyncRun
            metadata: {name: %s, namespace: %s}
            spec: {syncRef: nothing, %s}
            """.formatted(name, NAMESPACE, more);
    }
}
