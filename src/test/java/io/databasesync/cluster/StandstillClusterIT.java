package io.databasesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.RunResult;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The API server itself stands still: nobody in the cluster gets an answer, and no connection to it breaks. No other
/// test uses the cluster meanwhile.
@EnabledIfEnvironmentVariable(named = "DBSYNC_TEST_CLUSTER", matches = ".+")
class StandstillClusterIT {
    private static final Duration STANDSTILL = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @RegisterExtension
    static final Installation CLUSTER = Installation.alone();

    @Test
    void anApiServerThatStandsStillForTwentySeconds() throws InterruptedException {
        String address = CLUSTER.client().getConfiguration().getMasterUrl();
        Optional<ApiServerProcess> server = ApiServerProcess.of(URI.create(address));
        assumeThat(server)
                .as("the API server %s is a process of this machine, so that a test can stop it", address)
                .isPresent();
        TestSync sync = Gate.newSync(CLUSTER, "still");
        try (Gate gate = Gate.shut(sync.target())) {
            sync.apply("{include: [\"public.gated\"]}").awaitPhase("Copying");
            try (ApiServerProcess.Pause pause = server.orElseThrow().pause(STANDSTILL)) {
                gate.open();
                await("the run publishes, whether the API server answers or not")
                        .atMost(PATIENCE)
                        .until(() -> sync.target()
                                .column("select status from databasesync.run")
                                .equals(List.of("succeeded")));
                assertThat(pause.over()).as("it stood still, and goes on").isTrue();
            }
            assertEndedRight(sync);
        }
    }

    private static void assertEndedRight(TestSync sync) {
        await("the API server answers again")
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> sync.resource().get() != null);
        DatabaseSyncStatus done = sync.await(PATIENCE, "Succeeded", status -> "Succeeded".equals(status.phase()));
        assertThat(TestSync.condition(done, "Ready").getStatus()).isEqualTo("True");
        assertThat(done.activeRun()).isNull();
        sync.assertHolds(1);

        assertThat(sync.runs()).hasSize(1);
        assertThat(sync.jobs()).hasSize(1);
        assertThat(sync.pods()).hasSize(1);
        DatabaseSyncRunStatus run = Objects.requireNonNull(sync.run().getStatus());
        assertThat(run.result()).isEqualTo(RunResult.Succeeded);
        assertThat(run.rows()).isEqualTo(5000);
        assertThat(run.attempts()).isEqualTo(1);
        assertThat(TestSync.condition(run.conditions(), "Complete").getStatus()).isEqualTo("True");
        assertThat(CLUSTER.operator().pods())
                .as("the operator did not give up")
                .flatExtracting(pod -> pod.getStatus().getContainerStatuses())
                .extracting(ContainerStatus::getRestartCount)
                .containsOnly(0);
    }
}
