package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.contract.Kubernetes;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What `dbsync approve` says if the cluster does not let it. What it approves is in [RunApprovalTest].
class ApproveCommandTest {
    private final ClusterCli cluster = new ClusterCli();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void whoMayNotReadTheRunIsToldWhichRightIsMissing() {
        cluster.kubernetes.forbidReading();
        assertThat(cluster.dbsync("approve", "kb-1", "-n", "knowledge", "--skip-confirm"))
                .isEqualTo(2);
        assertThat(cluster.err())
                .contains(
                        "the Kubernetes API refused to get databasesyncruns", "kubectl auth can-i get databasesyncruns")
                .doesNotContain("a bug in databasesync");
    }

    @Test
    void aRunThatIsNotThereIsLookedForInTheNamespaceOfTheKubeconfig() {
        assertThat(cluster.dbsync("approve", "kb-1", "--skip-confirm")).isEqualTo(1);
        assertThat(cluster.err()).contains("has no DatabaseSyncRun kb-1; list them with: dbsync runs -n");
    }

    @Test
    void nobodyIsAskedWhoIsNotThere() {
        assertThat(cluster.dbsync("approve", "kb-1")).isEqualTo(1);
        assertThat(cluster.err()).contains("add --skip-confirm and --plan=HASH");
    }

    @Test
    void aClusterThatIsAwayIsNamedAndNotADatabase() {
        Config nobody = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:1")
                .withRequestRetryBackoffLimit(0)
                .build();
        assertThat(cluster.over(() -> Kubernetes.client(nobody), "approve", "kb-1", "--skip-confirm"))
                .isEqualTo(2);
        assertThat(cluster.err()).contains("ClusterUnreachable", "check KUBECONFIG");
    }
}
