package io.databasesync.engine.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParallelWorkTest {
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final FirstFailure failure = new FirstFailure(stopped::countDown, () -> {}, Duration.ofMinutes(1));

    @Test
    void doEveryItemOnceAndCloseWhatTheyOpened() {
        Queue<Integer> done = new ConcurrentLinkedQueue<>();
        List<Integer> items = IntStream.range(0, 100).boxed().toList();
        new ParallelWork("test", 4, failure).run(items, this::open, (_, item) -> done.add(item));

        assertThat(done).containsExactlyInAnyOrderElementsOf(items);
        assertThat(closed.get()).isEqualTo(opened.get()).isBetween(1, 4);
    }

    @Test
    void workAtTheSameTime() {
        CyclicBarrier both = new CyclicBarrier(2);
        new ParallelWork("test", 2, failure).run(List.of(1, 2), this::open, (_, _) -> meet(both));

        assertThat(opened).hasValue(2);
    }

    @Test
    void areNoMoreThanThereAreItems() {
        new ParallelWork("test", 8, failure).run(List.of(1), this::open, (_, _) -> {});

        assertThat(opened).hasValue(1);
    }

    @Test
    void stopAtTheFirstFailureAndMakeTheOthersComeBack() {
        Queue<Integer> begun = new ConcurrentLinkedQueue<>();
        CyclicBarrier both = new CyclicBarrier(2);
        assertThatThrownBy(() -> new ParallelWork("test", 2, failure).run(List.of(1, 2, 3), this::open, (_, item) -> {
                    begun.add(item);
                    meet(both);
                    if (item == 1) {
                        throw new IllegalStateException("the first");
                    }
                    await(stopped); // as in a statement, until it is cancelled
                }))
                .hasRootCauseMessage("the first");
        assertThat(begun).containsExactlyInAnyOrder(1, 2);
        assertThat(closed).hasValue(2);
    }

    @Test
    void failIfAResourceCannotBeOpened() {
        assertThatThrownBy(() -> new ParallelWork("test", 2, failure)
                        .<Integer, ParallelWork.Resource>run(
                                List.of(1),
                                () -> {
                                    throw new IllegalStateException("no connection");
                                },
                                (_, _) -> {}))
                .hasRootCauseMessage("no connection");
    }

    private ParallelWork.Resource open() {
        opened.incrementAndGet();
        return closed::incrementAndGet;
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(1, TimeUnit.MINUTES);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
