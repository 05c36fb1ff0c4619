package io.databasesync.engine.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PauseTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final Cancellation cancellation = new Cancellation();

    @Test
    void endsByItself() {
        Pause.about(Duration.ofMillis(1), cancellation);
        assertThat(cancellation.requested()).isFalse();
    }

    @Test
    void endsWithACancellation() {
        CompletableFuture<SyncException> waiting = CompletableFuture.supplyAsync(
                () -> catchThrowableOfType(SyncException.class, () -> Pause.about(LONG, cancellation)),
                Thread::startVirtualThread);
        cancellation.request();
        assertThat(waiting.join().reason()).isEqualTo(Reason.Cancelled);
    }

    @Test
    void doesNotBeginAfterACancellation() {
        cancellation.request();
        assertThat(catchThrowableOfType(SyncException.class, () -> Pause.about(LONG, cancellation))
                        .reason())
                .isEqualTo(Reason.Cancelled);
    }
}
