package io.databasesync.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The requests of a client in the metrics.
class ClientRequestsTest {
    @Test
    void answersAreCountedByMethodAndCode() {
        try (OperatorMetrics metrics = new OperatorMetrics("1.2.3");
                InJvmKubernetes kubernetes = new InJvmKubernetes();
                KubernetesClient client = kubernetes.newClient(metrics.requests())) {
            client.pods().inNamespace("knowledge").list();
            client.pods().inNamespace("knowledge").withName("nosuch").get();
            assertThat(metrics.scrape(List.of(), List.of()))
                    .contains(
                            "kubernetes_client_requests_total{code=\"200\",method=\"GET\"} ",
                            "kubernetes_client_requests_total{code=\"404\",method=\"GET\"} ");
        }
    }
}
