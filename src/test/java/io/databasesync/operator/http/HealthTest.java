package io.databasesync.operator.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSync;
import io.databasesync.testing.operator.Specs;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the probes say of an operator that does not work.
class HealthTest {
    private static final DatabaseSync SYNC = Specs.sync("knowledge", "knowledge-base", Specs.spec());

    private Instant now = Instant.parse("2026-01-12T10:00:00Z");
    private final Health health = new Health(() -> now);

    @Test
    void anOperatorThatHasNotStartedIsNotReady() {
        assertThat(health.startup()).contains("the caches are not filled yet");
        assertThat(health.ready(List.of())).contains("the caches are not filled yet");
        assertThat(health.live()).as("it may still start").isEmpty();
        health.started();
        assertThat(health.startup()).isEmpty();
        assertThat(health.ready(List.of())).isEmpty();
    }

    @Test
    void aReconcilerThatHangsMakesTheOperatorDead() {
        health.reconciliationExecutionStarted(SYNC, Map.of());
        now = now.plus(Health.STUCK);
        assertThat(health.live()).isEmpty();
        now = now.plusSeconds(1);
        assertThat(health.live())
                .contains(
                        "the operator has worked on DatabaseSync knowledge/knowledge-base since 2026-01-12T10:00:00Z");
        health.reconciliationExecutionFinished(SYNC, Map.of());
        assertThat(health.live()).isEmpty();
    }
}
