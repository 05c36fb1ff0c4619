package io.databasesync.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSync;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a client reads in a watch if it knows some kinds only.
class WatchedKindsTest {
    @ParameterizedTest
    @CsvSource({"ADDED, databasesync.io/v1alpha1, DatabaseSync", "ERROR, v1, Status"})
    void anEventHasTheTypeOfItsKind(String event, String version, String kind) {
        try (KubernetesClient client = Kubernetes.watching(Config.empty(), List.of(DatabaseSync.class))) {
            WatchEvent read = client.getKubernetesSerialization()
                    .unmarshal("""
                            {"type": "%s", "object": {"apiVersion": "%s", "kind": "%s", "metadata": {}}}""".formatted(event, version, kind), WatchEvent.class);
            assertThat(read.getObject()).isInstanceOf(kind.equals("Status") ? Status.class : DatabaseSync.class);
        }
    }
}
