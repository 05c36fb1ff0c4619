package io.databasesync.cli.web.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RememberedTest {
    private final Remembered<String, Integer> answers = new Remembered<>(2);
    private final AtomicInteger questions = new AtomicInteger();

    @Test
    void whoAskTheSameAtTheSameTimeAskOnce() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        List<Future<Integer>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) {
                all.add(threads.submit(() -> answers.get("alice", () -> {
                    asked.countDown();
                    await(answered);
                    return questions.incrementAndGet();
                })));
            }
            asked.await();
            answered.countDown();
        }
        for (Future<Integer> one : all) {
            assertThat(one.get()).isEqualTo(1);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsForgottenOrTooMuchIsAskedAgain() {
        assertThat(ask("alice")).isEqualTo(1);
        assertThat(ask("alice")).isEqualTo(1);
        answers.forget("alice"::equals);
        assertThat(ask("alice")).isEqualTo(2);
        assertThat(ask("bob")).isEqualTo(3);
        assertThat(ask("eve")).isEqualTo(4);
        assertThat(ask("alice")).isEqualTo(5);
    }

    private int ask(String caller) {
        return answers.get(caller, questions::incrementAndGet);
    }
}
