package io.databasesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.contract.Kubernetes;
import io.databasesync.sync.TableName;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRule;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the operator and a run may do in a cluster, and what a user sees whose Secret is absent or wrong.
@EnabledIfEnvironmentVariable(named = "DBSYNC_TEST_CLUSTER", matches = ".+")
class AccessClusterIT {
    private static final List<TableName> GATED = List.of(new TableName("public", "gated"));
    private static final String ALL = "{include: [\"public.*\"]}";

    @RegisterExtension
    static final Installation CLUSTER = new Installation();

    @Test
    void aWrongPasswordAndAWrongPatternAreNamedWithTheirFix() {
        TestSync sync = Gate.newSync(CLUSTER, "mistaken");
        sync.remoteSecret("not it");
        Map<TableName, String> before = sync.target().contentHashes(GATED);
        sync.apply(ALL);
        DatabaseSyncStatus denied = sync.awaitPhase("Failed");
        assertThat(TestSync.condition(denied, "Ready")).satisfies(ready -> {
            assertThat(ready.getStatus()).isEqualTo("False");
            assertThat(ready.getReason()).isEqualTo("AuthenticationFailed");
        });
        assertThat(TestSync.condition(denied, "Stalled")).satisfies(stalled -> {
            assertThat(stalled.getStatus()).isEqualTo("True");
            assertThat(stalled.getMessage())
                    .contains("check the credentials in spec.remote.credentialsSecret mistaken-remote");
        });
        assertThat(sync.run().getStatus()).satisfies(run -> {
            assertThat(Objects.requireNonNull(run).attempts()).isEqualTo(1);
        });
        assertThat(CLUSTER.everythingPublic()).doesNotContain("not it");

        sync.remoteSecret(TestSync.READER_PASSWORD);
        sync.patch("{\"tables\":{\"include\":[\"public.gated\",\"public.gatde\"]}}");
        DatabaseSyncStatus unmatched = sync.await(
                "UnmatchedPattern",
                s -> TestSync.condition(s, "Ready").getReason().equals("UnmatchedPattern"));
        assertThat(TestSync.condition(unmatched, "Stalled").getMessage()).contains("public.gatde");
        assertThat(sync.target().contentHashes(GATED)).isEqualTo(before);

        sync.patch("{\"tables\":{\"include\":[\"public.gated\"]}}");
        sync.awaitPhase("Succeeded");
        sync.assertHolds(1);
    }

    @Test
    void aMissingSecretIsNamedAndTheRunGoesOnWhenItIsThere() {
        TestSync sync = CLUSTER.newSync("secretless");
        Gate.build(sync.source(), sync.target());
        sync.localSecret(sync.target()); // of two that are missing, either may be named first
        sync.apply(ALL);
        sync.await(
                Duration.ofSeconds(15),
                "the Secret's name",
                status -> String.valueOf(status.message()).contains("Secret secretless-remote (username, password)"));
        sync.withSecrets();
        sync.awaitPhase("Succeeded");
        sync.assertHolds(1);
    }

    @Test
    void nobodyMayMoreThanNecessary() {
        TestSync sync = Gate.newSync(CLUSTER, "entitled");
        try (Gate _ = Gate.shut(sync.target())) {
            sync.apply(ALL).awaitPhase("Copying");
            String run = sync.run().getMetadata().getName();

            assertThat(rights(CLUSTER.namespace(), run))
                    .extracting(ResourceRule::getVerbs, ResourceRule::getResources, ResourceRule::getResourceNames)
                    .containsExactlyInAnyOrder(
                            tuple(List.of("get"), List.of("databasesyncruns"), List.of(run)),
                            tuple(List.of("patch"), List.of("databasesyncruns/status"), List.of(run)),
                            tuple(List.of("get"), List.of("jobs"), List.of(run)),
                            tuple(List.of("get"), List.of("namespaces"), List.of(CLUSTER.namespace())));
            assertThat(rights(CLUSTER.home(), CLUSTER.home()))
                    .isNotEmpty()
                    .allSatisfy(rule ->
                            assertThat(rule.getResources()).doesNotContain("secrets", "*", "pods/exec", "pods/log"))
                    .allSatisfy(rule -> assertThat(rule.getVerbs()).doesNotContain("*", "impersonate", "escalate"));
            assertThat(CLUSTER.everythingPublic()).doesNotContain("forbidden");
        }
    }

    /// What a service account may do in the namespace of the syncs, besides asking what it may do.
    private static List<ResourceRule> rights(String namespace, String account) {
        var config = new ConfigBuilder(CLUSTER.client().getConfiguration())
                .withImpersonateUsername("system:serviceaccount:%s:%s".formatted(namespace, account))
                .build();
        try (KubernetesClient client = Kubernetes.client(config)) {
            return client
                    .authorization()
                    .v1()
                    .selfSubjectRulesReview()
                    .create(new SelfSubjectRulesReviewBuilder()
                            .withNewSpec(CLUSTER.namespace())
                            .build())
                    .getStatus()
                    .getResourceRules()
                    .stream()
                    .filter(rule -> !rule.getApiGroups().contains("authorization.k8s.io")
                            && !rule.getApiGroups().contains("authentication.k8s.io"))
                    .toList();
        }
    }
}
