package io.databasesync.engine.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.postgres.session.Sessions;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.testing.Failures;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Of what happens beside a run, what ends it, and what only follows from its end.
class HeartbeatTest {
    private static final Duration OFTEN = Duration.ofMillis(5);
    private final SyncException ofTheRun = Failures.failure(Reason.CopyFailed, "of the run");

    private final Sessions sessions = new Sessions("the run", new Cancellation());
    private final Heartbeat heartbeat = new Heartbeat(sessions);
    private final CountDownLatch beats = new CountDownLatch(3);

    @AfterEach
    void close() {
        heartbeat.close();
    }

    @Test
    void aBeatThatFailsEndsTheRun() {
        SyncException busy = Failures.failure(Reason.TargetBusy, "the lease is lost");
        beat(busy);

        await().until(sessions::givenUp);
        assertThat(heartbeat.causeOf(ofTheRun)).isSameAs(busy);
    }

    @Test
    void anErrorOfABeatEndsTheRunToo() {
        heartbeat.every(OFTEN, () -> {
            throw new NoClassDefFoundError("of a beat");
        });

        await().until(sessions::givenUp);
        assertThat(heartbeat.causeOf(ofTheRun).reason()).isEqualTo(Reason.InternalError);
        assertThat(heartbeat.causeOf(ofTheRun)).hasMessageContaining("of a beat");
    }

    @Test
    void aBeatThatIsClosedBeatsNoMore() throws InterruptedException {
        AtomicInteger count = new AtomicInteger();
        Heartbeat.Beat beat = heartbeat.every(OFTEN, count::incrementAndGet);
        await().until(() -> count.get() > 1);
        beat.close();
        heartbeat.close(); // waits for one that is under way
        assertThat(sessions.givenUp()).isFalse();

        try (Heartbeat another = new Heartbeat(sessions)) {
            AtomicInteger closed = new AtomicInteger();
            another.every(OFTEN, closed::incrementAndGet).close();
            int before = closed.get();
            CountDownLatch others = new CountDownLatch(5);
            another.every(OFTEN, others::countDown);
            others.await();
            assertThat(closed.get()).isLessThanOrEqualTo(before + 1);
        }
    }

    @Test
    void aBeatThatWasCancelledWithEverythingElseIsNotTheCause() throws InterruptedException {
        beat(Failures.failure(Reason.ConnectionLost, "canceling statement").withSqlState("57014"));

        beats.await();
        assertThat(heartbeat.causeOf(ofTheRun)).isSameAs(ofTheRun);
        assertThat(sessions.givenUp()).isFalse();
    }

    @Test
    void aBeatWhoseConnectionTheRunHasGivenUpIsNotTheCause() throws InterruptedException {
        sessions.abort();
        beat(Failures.failure(Reason.ConnectionLost, "connection closed"));

        beats.await();
        assertThat(heartbeat.causeOf(ofTheRun)).isSameAs(ofTheRun);
    }

    @Test
    void aBeatThatTheEndOfTheRunInterruptsIsNotTheCause() throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(1);
        heartbeat.soon(() -> {
            waiting.countDown();
            Pause.about(Duration.ofHours(1), new Cancellation()); // as one that waits for a lost server
        });
        waiting.await();

        heartbeat.close();

        assertThat(heartbeat.causeOf(ofTheRun)).isSameAs(ofTheRun);
        assertThat(sessions.givenUp()).isFalse();
    }

    private void beat(SyncException failure) {
        heartbeat.every(OFTEN, () -> {
            beats.countDown();
            throw failure;
        });
    }
}
