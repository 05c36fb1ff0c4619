package io.databasesync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.operator.sync.SyncDecision;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Runs are kept until somebody deletes them, and every report of progress makes the operator look at them: that must
/// cost in proportion to their number. This counts what is read; `KeptRunsBenchmark` measures how long it takes.
class KeptRunsTest {
    @Test
    void whatIsDecidedAboutASyncReadsEveryRunAFewTimes() {
        assertThat(readsOfEachRun(1_000, kept -> SyncDecision.decide(kept.state())))
                .isLessThan(20)
                .isLessThan(2 * readsOfEachRun(10, kept -> SyncDecision.decide(kept.state())));
    }

    @Test
    void whoseTurnItIsReadsEveryRunAFewTimes() {
        assertThat(readsOfEachRun(1_000, kept -> Turn.waitsFor(kept.active(), kept.all())))
                .isLessThan(5);
    }

    private static double readsOfEachRun(int runs, Consumer<KeptRuns> look) {
        KeptRuns kept = new KeptRuns(runs);
        long before = kept.reads();
        look.accept(kept);
        return (kept.reads() - before) / (double) runs;
    }
}
