package io.databasesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusterFailureTest {
    private final ClusterFailure failure = new ClusterFailure("patch", "databasesyncruns", "kb");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | ForbiddenByCluster | log in again, or check KUBECONFIG",
                "403 | ForbiddenByCluster | ask for that right, and check it with: kubectl auth can-i patch"
                        + " databasesyncruns.databasesync.io -n kb",
                "404 | InvalidSpec | install the CRDs of databasesync, or check KUBECONFIG",
                "409 | InvalidSpec | look at the object again, then repeat",
                "422 | InvalidSpec | look at the object again, then repeat",
                "0 | ClusterUnreachable | check KUBECONFIG, and that the cluster is up",
                "-1 | ClusterUnreachable | check KUBECONFIG, and that the cluster is up",
                "429 | ClusterUnreachable | check KUBECONFIG, and that the cluster is up",
                "503 | ClusterUnreachable | check KUBECONFIG, and that the cluster is up"
            })
    void everyAnswerOfTheClusterComesWithWhatToDo(int code, Reason reason, String fix) {
        SyncException refusal =
                failure.of(new KubernetesClientException("approvedPlan\u001b[2J is set once", code, null));
        assertThat(refusal.reason()).isEqualTo(reason);
        assertThat(refusal.fix()).hasToString(fix);
        assertThat(refusal.finding())
                .isEqualTo("the Kubernetes API refused to patch databasesyncruns of namespace kb: approvedPlan?[2J is"
                        + " set once");
    }

    @Test
    void theServersOwnWordsAreTold() {
        Status answer = new StatusBuilder()
                .withCode(422)
                .withMessage("spec.approvedPlan: Invalid value: it is set once")
                .build();
        assertThat(failure.of(new KubernetesClientException("Failure executing: PATCH at: https://…", 422, answer))
                        .finding())
                .endsWith("of namespace kb: spec.approvedPlan: Invalid value: it is set once");
    }

    @Test
    void anObjectThatIsGoneIsToldFromAKindThatIsUnknown() {
        Status gone = new StatusBuilder()
                .withCode(404)
                .withNewDetails()
                .withName("kb-1")
                .endDetails()
                .build();
        assertThat(failure.of(new KubernetesClientException("not found", 404, gone))
                        .fix())
                .hasToString("list them with: kubectl get databasesyncruns -n kb");
    }
}
