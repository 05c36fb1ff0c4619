package io.databasesync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The settings for metrics, probes and events in the operator's environment.
class ReportingTest {
    @Test
    void theChartSetsThePortAndKubernetesTheName() {
        assertThat(Reporting.fromEnvironment(Map.of("DBSYNC_HTTP_PORT", "8080", "HOSTNAME", "dbsync-0")))
                .isEqualTo(new Reporting("dbsync-0", 8080, Duration.ofSeconds(3)));
    }

    @Test
    void withoutAPortNothingIsServed() {
        assertThat(Reporting.fromEnvironment(Map.of())).isEqualTo(Reporting.LOCAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "-1", "65536", "999999"})
    void aPortThatIsNoneIsRefused(String port) {
        assertThatThrownBy(() -> Reporting.fromEnvironment(Map.of("DBSYNC_HTTP_PORT", port)))
                .hasMessage("DBSYNC_HTTP_PORT is %s; set it to a port, for example 8080".formatted(port));
    }
}
