package io.databasesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancellationTest {
    private final Cancellation cancellation = new Cancellation();

    @Test
    void isNeitherRequestedNorADrainAtFirst() {
        cancellation.check();
        assertThat(cancellation.drained()).isFalse();
    }

    @Test
    void cancelsTheRun() {
        cancellation.request();
        assertThatThrownBy(cancellation::check).hasMessageContaining("cancelled");
        assertThat(cancellation.drained()).isFalse();
    }

    @Test
    void stopsAtOnceAndLearnsLaterWhetherTheRunGoesOn() {
        CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
        cancellation.request(cancelled);
        assertThatThrownBy(cancellation::check).hasMessageContaining("cancelled");
        cancelled.complete(false);
        assertThat(cancellation.drained()).isTrue();
    }

    @Test
    void takesNoAnswerForADrain() {
        cancellation.request(new CompletableFuture<>());
        assertThat(cancellation.drained()).isTrue();
    }

    @Test
    void takesAFailureForADrain() {
        cancellation.request(CompletableFuture.failedFuture(new IllegalStateException("no answer")));
        assertThat(cancellation.drained()).isTrue();
    }

    @Test
    void tellsEveryListenerOnce() {
        AtomicInteger told = new AtomicInteger();
        cancellation.onRequest(told::incrementAndGet);
        cancellation.request();
        cancellation.request();
        cancellation.onRequest(told::incrementAndGet);
        assertThat(told).hasValue(2);
    }
}
