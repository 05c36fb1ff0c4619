package io.databasesync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.Schedule;
import io.databasesync.sync.Phase;
import io.databasesync.testing.operator.Specs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What `/metrics` and the probes of an operator answer.
class OperatorMetricsTest {
    private static final String SYNC = "{sync_name=\"knowledge-base\",sync_namespace=\"knowledge\"} ";

    private final OperatorInJvm cluster = new OperatorInJvm();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void aSyncHasItsPhaseItsProgressAndItsConditions() {
        cluster.create(Specs.spec());
        cluster.worker().tells(Phase.Copying, 47, "Copying");
        cluster.awaitSync(status -> Integer.valueOf(47).equals(status.percent()));

        awaitMetric("dbsync_progress_ratio" + SYNC + "0.47");
        assertThat(cluster.http("/metrics"))
                .startsWith("200 ")
                .contains(
                        "dbsync_phase{phase=\"Copying\",sync_name=\"knowledge-base\",sync_namespace=\"knowledge\"} 1.0",
                        "dbsync_condition{sync_name=\"knowledge-base\",sync_namespace=\"knowledge\",type=\"Ready\"} 0.0",
                        "dbsync_runs_waiting" + SYNC + "0.0",
                        "dbsync_run_rows_copied" + SYNC + "50000.0",
                        "dbsync_run_bytes_copied" + SYNC + "1000000.0",
                        "dbsync_run_heartbeat_timestamp_seconds" + SYNC,
                        "dbsync_operator_version{version=\"1.2.3\"} 1.0",
                        "process_cpu_usage",
                        "jvm_memory_used_bytes",
                        "operator_sdk_");
    }

    @Test
    void theEndOfARunIsCountedAndIsThereAfterARestart() {
        cluster.create(Specs.spec());
        cluster.worker().tells(Phase.Copying, 47, "Copying");
        cluster.awaitPhase("Copying");
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");

        awaitMetric("dbsync_runs_ended_total{operation=\"Sync\",reason=\"Succeeded\",result=\"Succeeded\","
                + "sync_name=\"knowledge-base\",sync_namespace=\"knowledge\"} 1.0");
        awaitMetric("dbsync_run_phase_duration_seconds_bucket{phase=\"Copying\",");
        cluster.restartOperator();
        awaitMetric("dbsync_last_run_result{reason=\"Succeeded\",result=\"Succeeded\",sync_name=\"knowledge-base\","
                + "sync_namespace=\"knowledge\"} 1.0");
        assertThat(cluster.http("/metrics"))
                .contains("dbsync_last_success_timestamp_seconds" + SYNC, "dbsync_failures_in_a_row" + SYNC + "0.0");
    }

    @Test
    void theNextRunIsThatOfTheClock() {
        cluster.create(Specs.spec().withSchedule(Schedule.of("0 0 1 1 *")));
        cluster.awaitSync(status -> status.nextScheduleTime() != null);

        awaitMetric("dbsync_next_run_timestamp_seconds" + SYNC);
    }

    @Test
    void theMetricsOfADeletedSyncAreGone() {
        cluster.create(Specs.spec());
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");
        awaitMetric("sync_name=\"knowledge-base\"");

        cluster.sync().delete();
        await().atMost(OperatorInJvm.PATIENCE)
                .until(() -> !cluster.http("/metrics").contains("sync_name=\"knowledge-base\""));
    }

    @Test
    void theProbesOfAnOperatorAtWorkAnswer() {
        assertThat(cluster.http("/startup")).isEqualTo("200 ok\n");
        assertThat(cluster.http("/ready")).isEqualTo("200 ok\n");
        assertThat(cluster.http("/live")).isEqualTo("200 ok\n");
        assertThat(cluster.http("/")).startsWith("404 ");
    }

    private void awaitMetric(String line) {
        await().atMost(OperatorInJvm.PATIENCE)
                .untilAsserted(() -> assertThat(cluster.http("/metrics")).contains(line));
    }
}
