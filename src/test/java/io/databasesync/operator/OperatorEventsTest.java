package io.databasesync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.operator.status.Conditions;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The events that `kubectl describe databasesync` shows.
class OperatorEventsTest {
    private final OperatorInJvm cluster = new OperatorInJvm();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void aRunTellsItsStartAndItsEndOnceAlsoWhenTheOperatorStartsAnew() {
        cluster.createAndCopy();
        String run = cluster.onlyRun().getMetadata().getName();
        cluster.restartOperator();
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");
        cluster.restartOperator(); // looks at everything anew

        awaitEvents(2);
        assertThat(cluster.events().getFirst())
                .isEqualTo("Normal RunStarted run %s (Sync): operator: first run".formatted(run));
        assertThat(cluster.events().getLast()).startsWith("Normal RunSucceeded run %s (Sync): ".formatted(run));
    }

    @Test
    void anEventIsAboutTheSyncAndNamesTheRun() {
        cluster.createAndCopy();
        awaitEvents(1);
        Event event = cluster.client()
                .events()
                .v1()
                .events()
                .inNamespace(OperatorInJvm.NAMESPACE)
                .list()
                .getItems()
                .getFirst();
        assertThat(event.getRegarding().getKind()).isEqualTo("DatabaseSync");
        assertThat(event.getRegarding().getName()).isEqualTo(OperatorInJvm.SYNC);
        assertThat(event.getRegarding().getUid())
                .isEqualTo(cluster.sync().get().getMetadata().getUid());
        assertThat(event.getRelated().getKind()).isEqualTo("DatabaseSyncRun");
        assertThat(event.getRelated().getName())
                .isEqualTo(cluster.onlyRun().getMetadata().getName());
        assertThat(event.getReportingController()).isEqualTo("databasesync.io/operator");
        assertThat(event.getReportingInstance()).isEqualTo("operator-0");
    }

    @Test
    void aSyncTellsThatItIsSuspendedAndResumed() {
        cluster.create(Specs.spec("public.*", null, true));
        cluster.awaitPhase("Suspended");
        awaitEvents(1);
        cluster.edit(sync -> {
            sync.setSpec(Specs.spec("public.*", null, null));
            return sync;
        });
        cluster.worker().tells(Phase.Copying, 20, "Copying");
        cluster.awaitPhase("Copying");
        awaitEvents(3);
        assertThat(cluster.events())
                .extracting(event -> event.split(" ", -1)[1])
                .containsExactlyInAnyOrder("Suspended", "Resumed", "RunStarted");
    }

    @Test
    void aRunThatWaitsForItsTargetIsAnEventAndTheReasonOfTheSync() {
        cluster.createAndCopy();
        cluster.worker().waitsForTarget("Lost the target, connecting again: reset by peer");
        DatabaseSyncStatus waiting =
                cluster.awaitSync(status -> Conditions.find(status.conditions(), Conditions.RECONCILING)
                        .orElseThrow()
                        .getReason()
                        .equals("Reconnecting"));
        assertThat(Conditions.find(waiting.conditions(), Conditions.RECONCILING)
                        .orElseThrow()
                        .getMessage())
                .isEqualTo("Lost the target, connecting again: reset by peer");
        awaitEvents(2);
        assertThat(cluster.events().getLast())
                .isEqualTo("Warning Reconnecting Lost the target, connecting again: reset by peer");

        cluster.worker().tells(Phase.Copying, 30, "Copying");
        cluster.awaitSync(status -> Conditions.find(status.conditions(), Conditions.RECONCILING)
                .orElseThrow()
                .getReason()
                .equals("InProgress"));
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");
    }

    @Test
    void aRefusedRunOfNoSyncTellsItItself() {
        cluster.createRun("lost", io.databasesync.api.DatabaseSyncRunSpec.of("nowhere", Operation.Sync));
        awaitEvents(1);
        assertThat(cluster.events().getFirst())
                .startsWith("Warning RunFailed run lost (Sync): InvalidSpec: namespace knowledge has no DatabaseSync");
    }

    private void awaitEvents(int count) {
        await().atMost(OperatorInJvm.PATIENCE).until(cluster::events, (List<String> events) -> events.size() == count);
    }
}
