package io.databasesync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.PastRun;
import io.databasesync.sync.Operation;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is left of older runs, and of all of them without an operator.
class OperatorHistoryTest {
    private final OperatorInJvm cluster = new OperatorInJvm();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void anOlderRunGoesWithAllThatBelongsToItAndTheHistoryKeepsIt() {
        DatabaseSyncSpec spec = Specs.spec().withHistory(new DatabaseSyncSpec.History(1, 1));
        cluster.create(spec);
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");
        String older = cluster.onlyRun().getMetadata().getName();
        assertThat(belongingTo(older))
                .as("the Job; the rights of its pod are gone already")
                .hasSize(1);

        cluster.worker().succeeds();
        cluster.edit(Specs.with(spec.withTrigger("again")));

        await().atMost(OperatorInJvm.PATIENCE)
                .until(() -> cluster.runs().size() == 1
                        && !cluster.onlyRun().getMetadata().getName().equals(older)
                        && cluster.onlyRun().settled());
        await().atMost(OperatorInJvm.PATIENCE)
                .untilAsserted(() -> assertThat(belongingTo(older)).isEmpty());
        DatabaseSyncStatus status = cluster.awaitSync(found -> found.history().size() == 2);
        assertThat(status.history()).extracting(PastRun::name).contains(older);
        assertThat(status.history()).extracting(PastRun::operation).containsOnly(Operation.Sync);
        cluster.awaitPhase("Succeeded");
    }

    @Test
    void whatAnOperatorLeavesBehindCanBeDeletedWithoutIt() {
        cluster.createAndCopy();
        String run = cluster.onlyRun().getMetadata().getName();
        assertThat(belongingTo(run)).isNotEmpty();

        cluster.stopOperator();
        cluster.sync().delete();

        await().atMost(OperatorInJvm.PATIENCE)
                .until(() -> cluster.sync().get() == null && cluster.runs().isEmpty());
        await().atMost(OperatorInJvm.PATIENCE)
                .untilAsserted(() -> assertThat(belongingTo(run)).isEmpty());
    }

    private List<String> belongingTo(String run) {
        var client = cluster.client();
        String namespace = OperatorInJvm.NAMESPACE;
        return Stream.of(
                        client.batch().v1().jobs().inNamespace(namespace).list(),
                        client.serviceAccounts().inNamespace(namespace).list(),
                        client.rbac().roles().inNamespace(namespace).list(),
                        client.rbac().roleBindings().inNamespace(namespace).list())
                .<HasMetadata>flatMap(list -> list.getItems().stream())
                .map(object -> object.getMetadata().getName())
                .filter(name -> name.startsWith(run))
                .toList();
    }
}
