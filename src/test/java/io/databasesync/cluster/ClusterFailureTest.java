package io.databasesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterFailureTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | InvalidSpec | log in again, or check KUBECONFIG",
                "403 | InvalidSpec | ask for the right to get and patch databasesyncruns",
                "404 | InvalidSpec | install the CRDs of databasesync there, or check KUBECONFIG; it may be gone by now",
                "409 | InvalidSpec | somebody changed it meanwhile; look at it again, then repeat",
                "422 | InvalidSpec | a rule forbids it; look at it again",
                "0 | ClusterUnreachable | check KUBECONFIG, and that the cluster is up",
                "-1 | ClusterUnreachable | check KUBECONFIG, and that the cluster is up",
                "429 | ClusterUnreachable | check KUBECONFIG, and that the cluster is up",
                "503 | ClusterUnreachable | check KUBECONFIG, and that the cluster is up"
            })
    void everyAnswerOfTheClusterComesWithWhatToDo(int code, Reason reason, String fix) {
        SyncException refusal = new ClusterFailure("get and patch databasesyncruns")
                .of(new KubernetesClientException("approvedPlan\u001b[2J is set once", code, null));
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal).hasMessage("the cluster did not do it: approvedPlan?[2J is set once; " + fix);
    }
}
