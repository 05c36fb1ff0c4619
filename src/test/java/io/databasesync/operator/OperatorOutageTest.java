package io.databasesync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.sync.Phase;
import io.databasesync.testing.operator.Specs;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// An API server that refuses the operator's connections for a while.
class OperatorOutageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String OTHER = "other";

    private final OperatorInJvm cluster = OperatorInJvm.overNetwork();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void whatHappensMeanwhileIsSeenAfterwardsAndNothingIsDoneTwice() {
        cluster.createAndCopy();
        String run = cluster.onlyRun().getMetadata().getName();
        cluster.network().cut();
        await().atMost(PATIENCE).until(() -> !cluster.watching());

        cluster.worker().tells(Phase.Indexing, 70, "Indexing");
        cluster.worker().succeeds();
        await("the pod ends meanwhile")
                .atMost(PATIENCE)
                .until(() -> Objects.equals(cluster.job(run).getStatus().getSucceeded(), 1));
        cluster.client()
                .resource(Specs.sync(OperatorInJvm.NAMESPACE, OTHER, Specs.spec()))
                .create();
        cluster.worker().succeeds();

        cluster.network().restore();
        cluster.awaitSync(PATIENCE, OperatorInJvm.SYNC, status -> "Succeeded".equals(status.phase()));
        cluster.awaitSync(PATIENCE, OTHER, status -> "Succeeded".equals(status.phase()));
        assertThat(cluster.worker().pods()).isEqualTo(2);
        assertThat(cluster.runs()).hasSize(2);
    }
}
