package io.databasesync.engine.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.testing.Failures;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// Threads that wait for a server when another one has failed.
class FirstFailureTest {
    private final SyncException failed = Failures.failure(Reason.CopyFailed, "the first one");

    private final CountDownLatch answer = new CountDownLatch(1);

    @Test
    void aServerIsAskedToStop() {
        FirstFailure failure = new FirstFailure(answer::countDown, () -> {}, Duration.ofMinutes(1));
        failure.set(failed);

        failure.join(List.of(waiting()));

        assertThatThrownBy(failure::rethrow).isSameAs(failed);
    }

    @Test
    void aServerThatDoesNotAnswerIsGivenUp() {
        FirstFailure failure = new FirstFailure(() -> {}, answer::countDown, Duration.ZERO);
        failure.set(failed);

        failure.join(List.of(waiting()));

        assertThat(answer.getCount()).isZero();
        assertThatThrownBy(failure::rethrow).isSameAs(failed);
    }

    private Thread waiting() {
        return Thread.ofPlatform().start(() -> {
            try {
                answer.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
