package io.databasesync.engine.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.engine.progress.ProgressSentence.Kind;
import io.databasesync.sync.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

class PercentTest {
    private final Percent percent = new Percent();

    @Test
    void growsWithTheWorkAndIs100OnlyAtTheEnd() {
        assertThat(List.of(
                        percent.of(Phase.Validating, Kind.Swap, 0),
                        percent.of(Phase.Preparing, Kind.Swap, 0),
                        percent.of(Phase.Copying, Kind.Swap, 0),
                        percent.of(Phase.Copying, Kind.Swap, 0.5),
                        percent.of(Phase.Indexing, Kind.Swap, 1),
                        percent.of(Phase.Verifying, Kind.Swap, 1),
                        percent.of(Phase.Publishing, Kind.Swap, 1),
                        percent.of(Phase.Succeeded, Kind.Swap, 1)))
                .containsExactly(0, 1, 2, 49, 96, 97, 99, 100);
    }

    @Test
    void doesNotDecreaseWhenWorkIsTakenBackOrTheRunFails() {
        percent.of(Phase.Copying, Kind.Swap, 0.5);

        assertThat(percent.of(Phase.Copying, Kind.Swap, 0.1)).isEqualTo(49);
        assertThat(percent.of(Phase.RollingBack, Kind.Swap, 0)).isEqualTo(49);
        assertThat(percent.of(Phase.Failed, Kind.Swap, 0)).isEqualTo(49);
    }

    @Test
    void showsTheShareOfAComparisonWhileItVerifies() {
        assertThat(percent.of(Phase.Verifying, Kind.Comparison, 0.5)).isEqualTo(50);
    }
}
