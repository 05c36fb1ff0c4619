package io.databasesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSyncStatus;
import io.fabric8.kubernetes.api.model.LimitRange;
import io.fabric8.kubernetes.api.model.LimitRangeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Mistakes that keep a run from starting or from connecting: the sync names them soon, and once they are mended, it
/// heals by itself. A missing Secret is in `AccessClusterIT`.
@EnabledIfEnvironmentVariable(named = "DBSYNC_TEST_CLUSTER", matches = ".+")
class MistakesClusterIT {
    private static final String ALL = "{include: [\"public.*\"]}";

    @RegisterExtension
    static final Installation CLUSTER = new Installation();

    @Test
    void anImageThatIsNotThere() {
        TestSync sync = Gate.newSync(CLUSTER, "imageless");
        sync.apply(ALL + "\n  worker: {image: databasesync.invalid/none:1}");
        assertThat(shown(sync, "ImageUnavailable").message()).contains("databasesync.invalid/none:1");
        sync.patch("{\"worker\":null}");
        healed(sync);
    }

    @Test
    void aNodeSelectorThatNoNodeMeets() {
        TestSync sync = Gate.newSync(CLUSTER, "nodeless");
        sync.apply(ALL + "\n  worker: {nodeSelector: {nowhere: \"true\"}}");
        shown(sync, "Unschedulable");
        sync.patch("{\"worker\":null}");
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
        sync.apply(ALL);
        assertThat(shown(sync, "PodRefused").message()).contains("used-up");
        CLUSTER.client().resource(quota).delete();
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
        sync.apply(ALL);
        assertThat(shown(sync, "PodRefused").message()).contains("maximum memory usage per Container is 64Mi");
        CLUSTER.client().resource(range).delete();
        healed(sync);
    }

    /// No mistake: the pod asks for nothing that the strictest of Kubernetes' standards refuses.
    @Test
    void aNamespaceThatAllowsRestrictedPodsOnly() {
        TestSync sync = Gate.newSync(CLUSTER, "restricted");
        enforce("restricted");
        try {
            sync.apply(ALL);
            healed(sync);
        } finally {
            enforce("privileged");
        }
    }

    @Test
    void aHostThatIsNotThere() {
        TestSync sync = Gate.newSync(CLUSTER, "lost");
        sync.apply(ALL);
        sync.awaitPhase("Succeeded");
        sync.patch("{\"remote\":{\"host\":\"nowhere.invalid\"}}");
        assertThat(shown(sync, "HostNotFound").message()).contains("spec.remote.host");
        sync.patch("{\"remote\":{\"host\":\"%s\"}}".formatted(CLUSTER.sourceHost()));
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

    private static DatabaseSyncStatus shown(TestSync sync, String reason) {
        return sync.await(
                reason,
                status -> status.conditions().stream()
                        .anyMatch(condition -> condition.getReason().equals(reason)));
    }

    private static void healed(TestSync sync) {
        sync.await(
                "Succeeded",
                status -> "Succeeded".equals(status.phase())
                        && status.conditions().stream()
                                .anyMatch(condition ->
                                        condition.getType().equals("Ready") && "True".equals(condition.getStatus())));
        sync.assertHolds(1);
    }
}
