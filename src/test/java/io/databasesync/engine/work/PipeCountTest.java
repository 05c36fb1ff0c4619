package io.databasesync.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class PipeCountTest {
    @Test
    void beginsWithTwo() {
        assertThat(new PipeCount(8).count()).isEqualTo(2);
        assertThat(new PipeCount(1).count()).isEqualTo(1);
    }

    @Test
    void growsAsLongAsTheRateGrows() {
        assertThat(counts(new PipeCount(8), 6, n -> n * 1e6)).containsExactly(3, 4, 5, 6, 7, 8);
    }

    @Test
    void staysWhereOneMoreWasNoFaster() {
        assertThat(counts(new PipeCount(8), 6, n -> Math.min(n, 4) * 1e6)).containsExactly(3, 4, 5, 4, 4, 4);
    }

    @Test
    void staysAtTwoOnAServerThatTwoSaturate() {
        assertThat(counts(new PipeCount(8), 5, _ -> 1e6)).containsExactly(3, 2, 2, 2, 2);
    }

    @Test
    void neverExceedsWhatTheServersAllow() {
        assertThat(counts(new PipeCount(3), 40, n -> n * 1e6)).allMatch(n -> n <= 3);
        assertThat(counts(new PipeCount(1), 40, n -> n * 1e6)).allMatch(n -> n == 1);
    }

    @Test
    void triesAgainAfterAWhile() {
        PipeCount count = new PipeCount(8);
        counts(count, 2, _ -> 1e6);
        assertThat(count.count()).isEqualTo(2);
        assertThat(counts(count, 14, n -> n * 1e6))
                .as("the network is faster now")
                .contains(3, 4, 5, 6);
    }

    private static List<Integer> counts(PipeCount count, int samples, IntToDoubleFunction rate) {
        List<Integer> counts = new ArrayList<>();
        for (int i = 0; i < samples; i++) {
            counts.add(count.sample(rate.applyAsDouble(count.count())));
        }
        return counts;
    }
}
