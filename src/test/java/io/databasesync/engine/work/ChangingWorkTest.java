package io.databasesync.engine.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChangingWorkTest {
    private static final List<Integer> ITEMS = IntStream.range(0, 20).boxed().toList();

    private final CountDownLatch connecting = new CountDownLatch(1);
    private final Queue<Integer> done = new ConcurrentLinkedQueue<>();
    private final FirstFailure failure =
            new FirstFailure(connecting::countDown, connecting::countDown, Duration.ofMinutes(1));

    @Test
    void doesEveryItemOnce() {
        connecting.countDown();
        ChangingWork<Integer, Connections> work = work(() -> {});
        work.want(1);
        work.want(4);
        work.join();

        assertThat(done).containsExactlyInAnyOrderElementsOf(ITEMS);
    }

    @Test
    void goesOnWithoutAConnectionThatItDoesNotNeed() {
        ChangingWork<Integer, Connections> work = work(() -> {
            throw SyncException.of(new NoClassDefFoundError("while connecting"));
        });
        work.want(2);
        work.join();

        assertThat(done).containsExactlyInAnyOrderElementsOf(ITEMS);
    }

    @Test
    void aConnectionThatFailsWhenAllIsDoneIsNotNeeded() {
        ChangingWork<Integer, Connections> work = work(() -> {
            await().until(() -> done.size() == ITEMS.size());
            throw SyncException.of(new NoClassDefFoundError("while connecting"));
        });
        work.want(2);
        work.join();

        assertThat(done).containsExactlyInAnyOrderElementsOf(ITEMS);
    }

    @Test
    void anErrorOfAThreadEndsAll() {
        ChangingWork<Integer, Connections> work = work(() -> {
            throw new NoClassDefFoundError("while connecting");
        });
        work.want(2);

        SyncException ended = catchThrowableOfType(SyncException.class, work::join);
        assertThat(ended.reason()).isEqualTo(Reason.InternalError);
        assertThat(ended).hasMessageContaining("while connecting");
    }

    // The first thread does its first item when another one has begun to connect.
    private ChangingWork<Integer, Connections> work(Runnable connect) {
        return new ChangingWork<>(
                "test",
                failure,
                ITEMS,
                () -> new Connections(() -> {
                    connecting.countDown();
                    connect.run();
                }),
                (_, item) -> {
                    try {
                        connecting.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                    done.add(item);
                });
    }

    private record Connections(Runnable opening) implements ParallelWork.Resource {
        @Override
        public void connect() {
            opening.run();
        }

        @Override
        public void close() {}
    }
}
