package io.databasesync.engine.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.Progress.Count;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// What a sink hears that is slow, blocks or fails, and how little the run cares.
class ProgressReporterTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    @Test
    void aSinkHearsOfAPhaseBeforeTheRunGoesOn() {
        ProgressReporter reporter = new ProgressReporter(this::hear, LONG);
        for (Phase phase : List.of(Phase.Validating, Phase.Preparing, Phase.Copying)) {
            reporter.tell(progress(phase, "begins"));
            reporter.await(phase);
            assertThat(heard).last().isEqualTo(phase + " begins");
        }
    }

    @Test
    void aSinkThatBlocksHearsTheNewestOfEveryPhaseInTheirOrder() throws InterruptedException {
        ProgressReporter reporter = new ProgressReporter(this::block, SHORT);
        reporter.tell(progress(Phase.Copying, "1"));
        asked.await();
        reporter.tell(progress(Phase.Copying, "2"));
        reporter.tell(progress(Phase.Copying, "3"));
        reporter.tell(progress(Phase.Indexing, "1"));
        reporter.tell(progress(Phase.Indexing, "2"));
        reporter.tell(progress(Phase.Verifying, "1"));
        released.countDown();

        await().until(() -> heard.size() == 4);
        assertThat(heard).containsExactly("Copying 1", "Copying 3", "Indexing 2", "Verifying 1");
    }

    @Test
    void aSinkThatBlocksIsWaitedForOnce() throws InterruptedException {
        ProgressReporter reporter = new ProgressReporter(this::block, Duration.ofSeconds(2));
        reporter.tell(progress(Phase.Copying, "begins"));
        asked.await();
        reporter.await(Phase.Copying);
        long before = System.nanoTime();
        for (Phase phase : List.of(Phase.Indexing, Phase.Verifying, Phase.Publishing)) {
            reporter.tell(progress(phase, "begins"));
            reporter.await(phase);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(1));
        released.countDown();

        reporter.tell(progress(Phase.Succeeded, "ends"));
        reporter.await(Phase.Succeeded);
        assertThat(heard).last().isEqualTo("Succeeded ends");
    }

    @Test
    void anErrorOfASinkIsToldOnce() {
        ProgressReporter reporter = new ProgressReporter(
                _ -> {
                    throw new NoClassDefFoundError("of a sink");
                },
                LONG);
        reporter.tell(progress(Phase.Copying, "begins"));
        reporter.await(Phase.Copying);

        assertThatThrownBy(reporter::check)
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.InternalError))
                .hasMessageContaining("of a sink");
        assertThatCode(reporter::check).doesNotThrowAnyException();
    }

    private void hear(Progress progress) {
        heard.add(progress.phase() + " " + progress.message());
    }

    private void block(Progress progress) {
        asked.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        hear(progress);
    }

    private static Progress progress(Phase phase, String message) {
        Count none = new Count(0, 0);
        return new Progress(phase, 0, none, none, none, 0, none, List.of(), null, message, List.of(), false);
    }
}
