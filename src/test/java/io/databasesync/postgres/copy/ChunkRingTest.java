package io.databasesync.postgres.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Rows on their way from the thread that reads to the one that writes, in bounded memory.
class ChunkRingTest {
    private static final int LARGE = 3_000_000;

    private final ChunkRing ring = new ChunkRing();
    private final AtomicInteger added = new AtomicInteger();

    @Test
    void smallRowsShareAChunk() throws Exception {
        ring.add(new byte[10], 1);
        ring.add(new byte[20], 2);
        ring.end();

        ChunkRing.Chunk chunk = ring.take();
        assertThat(chunk.data().limit()).isEqualTo(30);
        assertThat(chunk.rows()).isEqualTo(3);
        ring.release(chunk);
        assertThat(ring.take().end()).isTrue();
    }

    @Test
    void ofRowsThatAreLargerThanAllBuffersOneIsUnderWay() throws Exception {
        Thread reader = Thread.ofPlatform().start(this::addThreeLargeRows);
        ChunkRing.Chunk first = ring.take();
        await().until(() -> added.get() == 1 && reader.getState() == Thread.State.TIMED_WAITING);

        ring.release(first);

        for (int i = 0; i < 2; i++) {
            ChunkRing.Chunk next = ring.take();
            assertThat(next.data().limit()).isEqualTo(LARGE);
            ring.release(next);
        }
        assertThat(ring.take().end()).isTrue();
    }

    @Test
    void whoWaitsForRoomComesBackWhenTheOtherEndFails() {
        CompletableFuture<Void> reader = CompletableFuture.runAsync(this::addThreeLargeRows);
        await().until(() -> added.get() == 1);

        ring.fail();

        assertThatThrownBy(reader::join).rootCause().isInstanceOf(ChunkRing.BrokenException.class);
    }

    private void addThreeLargeRows() {
        try {
            for (int i = 0; i < 3; i++) {
                ring.add(new byte[LARGE], 1);
                added.incrementAndGet();
            }
            ring.end();
        } catch (InterruptedException | ChunkRing.BrokenException e) {
            throw new IllegalStateException(e);
        }
    }
}
