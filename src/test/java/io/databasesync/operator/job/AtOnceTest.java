package io.databasesync.operator.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AtOnceTest {
    @Test
    void requestsWaitForNoOther() {
        CountDownLatch both = new CountDownLatch(2);
        Runnable meets = () -> {
            both.countDown();
            try {
                both.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        AtOnce.run(List.of(meets, meets));
        assertThat(both.getCount()).isZero();
    }

    @Test
    void aFailureIsThrownWhenAllHaveEnded() {
        AtomicInteger ended = new AtomicInteger();
        Runnable fails = () -> {
            throw new IllegalArgumentException("refused");
        };
        assertThatThrownBy(() -> AtOnce.run(List.of(fails, ended::incrementAndGet)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("refused");
        assertThat(ended).hasValue(1);
    }
}
