package io.databasesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.operator.job.WorkerJob;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Mistakes: the sync names them soon, and once they are mended, it heals by itself. Each prints how long both took.
/// Missing and wrong Secrets are in `AccessClusterIT` and `HealingClusterIT`.
@EnabledIfEnvironmentVariable(named = "DBSYNC_TEST_CLUSTER", matches = ".+")
class MistakesClusterIT {
    private static final String ALL = "{include: [\"public.*\"]}";

    @RegisterExtension
    static final Installation CLUSTER = new Installation();

    /// When somebody did something last.
    private long since = System.nanoTime();

    private String mistake = "";

    @BeforeEach
    void name(TestInfo test) {
        mistake = test.getDisplayName();
    }

    @Test
    void anImageThatIsNotThere() {
        TestSync sync = Gate.newSync(CLUSTER, "imageless");
        act(() -> sync.apply(ALL + "\n  worker: {image: databasesync.invalid/none:1}"));
        assertThat(shown(sync, "ImageUnavailable").message()).contains("databasesync.invalid/none:1");
        act(() -> sync.patch("{\"worker\":null}"));
        healed(sync);
    }

    @Test
    void aNodeSelectorThatNoNodeMeets() {
        TestSync sync = Gate.newSync(CLUSTER, "nodeless");
        act(() -> sync.apply(ALL + "\n  worker: {nodeSelector: {nowhere: \"true\"}}"));
        shown(sync, "Unschedulable");
        act(() -> sync.patch("{\"worker\":null}"));
        healed(sync);
    }

    @Test
    void aQuotaThatIsUsedUp() {
        TestSync sync = Gate.newSync(CLUSTER, "poor");
        ResourceQuota quota = CLUSTER.client()
                .resource(new ResourceQuotaBuilder()
                        .withNewMetadata()
                        .withNamespace(CLUSTER.namespace())
                        .withName("used-up")
                        .endMetadata()
                        .withNewSpec()
                        .addToHard("count/pods", new Quantity("1"))
                        .endSpec()
                        .build())
                .create();
        act(() -> sync.apply(ALL));
        assertThat(shown(sync, "PodRefused").message()).contains("used-up");
        act(() -> CLUSTER.client().resource(quota).delete());
        healed(sync);
    }

    @Test
    void aLimitRangeThatThePodExceeds() {
        TestSync sync = Gate.newSync(CLUSTER, "big");
        LimitRange range = CLUSTER.client()
                .resource(new LimitRangeBuilder()
                        .withNewMetadata()
                        .withNamespace(CLUSTER.namespace())
                        .withName("small")
                        .endMetadata()
                        .withNewSpec()
                        .addNewLimit()
                        .withType("Container")
                        .addToMax("memory", new Quantity("64Mi"))
                        .endLimit()
                        .endSpec()
                        .build())
                .create();
        act(() -> sync.apply(ALL));
        assertThat(shown(sync, "PodRefused").message()).contains("maximum memory usage per Container is 64Mi");
        act(() -> CLUSTER.client().resource(range).delete());
        healed(sync);
    }

    /// No mistake: the pod asks for nothing that the strictest of Kubernetes' standards refuses.
    @Test
    void aNamespaceThatAllowsRestrictedPodsOnly() {
        TestSync sync = Gate.newSync(CLUSTER, "restricted");
        enforce("restricted");
        try {
            act(() -> sync.apply(ALL));
            healed(sync);
        } finally {
            enforce("privileged");
        }
    }

    @Test
    void aPodThatTheStandardOfItsNamespaceRefuses() {
        TestSync sync = Gate.newSync(CLUSTER, "unconfined");
        enforce("restricted");
        try {
            String unconfined = "container.apparmor.security.beta.kubernetes.io/" + WorkerJob.CONTAINER;
            act(() -> sync.apply(ALL + "\n  worker: {annotations: {%s: unconfined}}".formatted(unconfined)));
            assertThat(shown(sync, "PodRefused").message()).contains("violates PodSecurity", "restricted", unconfined);
            act(() -> sync.patch("{\"worker\":null}"));
            healed(sync);
        } finally {
            enforce("privileged");
        }
    }

    @Test
    void aWebhookThatRefusesThePod() {
        TestSync sync = Gate.newSync(CLUSTER, "hooked");
        ValidatingWebhookConfiguration hook =
                CLUSTER.client().resource(webhookThatNobodyAnswers()).create();
        try {
            act(() -> sync.apply(ALL));
            assertThat(shown(sync, "PodRefused").message())
                    .contains("failed calling webhook", "pods.databasesync.test");
            act(() -> CLUSTER.client().resource(hook).delete());
            healed(sync);
        } finally {
            CLUSTER.client().resource(hook).delete();
        }
    }

    @Test
    void aContainerThatNeedsMoreMemory() {
        TestSync sync = Gate.newSync(CLUSTER, "small");
        act(() -> sync.apply(ALL + "\n  worker: {resources: {limits: {memory: 48Mi}, requests: {memory: 48Mi}}}"));
        sync.await("the first attempt", status -> words(status).contains("OutOfMemory"));
        tell("shown");
        assertThat(words(sync.await(
                        "the fix", status -> words(status).contains("raise spec.worker.resources.limits.memory"))))
                .contains("48Mi");
        shown(sync, "OutOfMemory");
        act(() -> sync.patch("{\"worker\":null}"));
        healed(sync);
    }

    /// One after the other on one sync: each edit is answered by a run, although the one before failed.
    @Test
    void mistakesOfTheSpec() {
        TestSync sync = Gate.newSync(CLUSTER, "misspelt");
        sync.source().execute("create table secretz (id int primary key)");
        sync.target().execute("create table secretz (id int primary key)");
        act(() -> sync.apply(ALL));
        assertThat(shown(sync, "PrivilegeMissing").message()).contains("GRANT SELECT ON public.secretz TO reader");

        act(() -> sync.patch("{\"tables\":{\"include\":[\"public.gated\"]},\"remote\":{\"sslMode\":\"Require\"}}"));
        assertThat(shown(sync, "TlsFailed").message()).contains("spec.remote.sslMode");

        act(() -> sync.patch("{\"remote\":{\"sslMode\":\"Disable\",\"database\":\"nosuch\"}}"));
        assertThat(shown(sync, "DatabaseMissing").message()).contains("spec.remote.database");

        sync.source().execute("delete from gated where id > 10");
        act(() -> sync.patch(
                "{\"remote\":{\"database\":\"%s\"}}".formatted(sync.source().name())));
        assertThat(shown(sync, "ShrinkLimit").message()).contains("safety.maxShrinkPercent: 100");

        act(() -> sync.patch("{\"safety\":{\"maxShrinkPercent\":100},\"local\":{\"protection\":\"ReadOnly\"}}"));
        assertThat(shown(sync, "EndpointReadOnly").message()).contains("protection: Writable");

        sync.source().execute("drop table secretz");
        act(() -> sync.patch("{\"local\":{\"protection\":null}}"));
        healed(sync);
    }

    @Test
    void aHostThatIsNotThere() {
        TestSync sync = Gate.newSync(CLUSTER, "lost");
        act(() -> sync.apply(ALL));
        sync.awaitPhase("Succeeded");
        act(() -> sync.patch("{\"remote\":{\"host\":\"nowhere.invalid\"}}"));
        assertThat(shown(sync, "HostNotFound").message()).contains("spec.remote.host");
        act(() -> sync.patch("{\"remote\":{\"host\":\"%s\"}}".formatted(CLUSTER.sourceHost())));
        healed(sync);
    }

    private static void enforce(String standard) {
        CLUSTER.client()
                .namespaces()
                .withName(CLUSTER.namespace())
                .edit(namespace -> namespace
                        .edit()
                        .editMetadata()
                        .addToLabels("pod-security.kubernetes.io/enforce", standard)
                        .endMetadata()
                        .build());
    }

    /// Admission of this namespace's pods asks a service that does not exist.
    private static ValidatingWebhookConfiguration webhookThatNobodyAnswers() {
        return new ValidatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName(CLUSTER.namespace())
                .endMetadata()
                .addNewWebhook()
                .withName("pods.databasesync.test")
                .withFailurePolicy("Fail")
                .withSideEffects("None")
                .withAdmissionReviewVersions("v1")
                .withNewNamespaceSelector()
                .addToMatchLabels("kubernetes.io/metadata.name", CLUSTER.namespace())
                .endNamespaceSelector()
                .addNewRule()
                .withApiGroups("")
                .withApiVersions("v1")
                .withOperations("CREATE")
                .withResources("pods")
                .endRule()
                .withNewClientConfig()
                .withNewService()
                .withNamespace(CLUSTER.namespace())
                .withName("nobody")
                .endService()
                .endClientConfig()
                .endWebhook()
                .build();
    }

    private void act(Runnable act) {
        act.run();
        since = System.nanoTime();
    }

    private void tell(String what) {
        System.out.printf("mistakes: %s %s after %.1f s%n", mistake, what, (System.nanoTime() - since) / 1e9);
    }

    private static String words(DatabaseSyncStatus status) {
        return String.valueOf(status.message());
    }

    private DatabaseSyncStatus shown(TestSync sync, String reason) {
        DatabaseSyncStatus shown = sync.await(
                reason,
                status -> status.conditions().stream()
                        .anyMatch(condition -> condition.getReason().equals(reason)));
        tell(reason + " shown");
        return shown;
    }

    private void healed(TestSync sync) {
        sync.await(
                "Succeeded",
                status -> "Succeeded".equals(status.phase())
                        && status.conditions().stream()
                                .anyMatch(condition ->
                                        condition.getType().equals("Ready") && "True".equals(condition.getStatus())));
        tell("healed");
        sync.assertHolds(1);
    }
}
