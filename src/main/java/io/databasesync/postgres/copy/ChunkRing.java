package io.databasesync.postgres.copy;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A bounded ring of buffers between the thread that reads a `COPY` and the thread that writes it. Buffers are used
/// again, so memory is the same for a table of any size. A row larger than a buffer has its own array. Only as many
/// of those are in flight as fit into the buffers, or one.
///
/// One thread fills, one drains. The thread that fails says so, and the other one returns within 100 ms.
final class ChunkRing {
    private static final int BUFFERS = 16;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final long LOOK_UP_MILLIS = 100;

    private final ArrayBlockingQueue<Chunk> full = new ArrayBlockingQueue<>(BUFFERS + 2);
    private final ArrayBlockingQueue<byte[]> empty = new ArrayBlockingQueue<>(BUFFERS);
    private final Semaphore large = new Semaphore(BUFFERS * BUFFER_BYTES);
    private volatile boolean broken;
    private byte @Nullable [] filling;
    private int filled;
    private int rows;

    ChunkRing() {
        for (int i = 0; i < BUFFERS; i++) {
            empty.add(new byte[BUFFER_BYTES]);
        }
    }

    /// Bytes in flight.
    ///
    /// @param data backed by an array, from its start to its limit
    /// @param rows whole rows in it
    /// @param recycled whether the array belongs to the ring
    record Chunk(ByteBuffer data, int rows, boolean recycled, boolean end) {}

    /// One end failed: the other one stops waiting.
    static final class BrokenException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    /// Appends a message.
    ///
    /// @param count rows in it
    void add(byte[] message, int count) throws InterruptedException, BrokenException {
        if (message.length > BUFFER_BYTES) {
            flush();
            makeRoom(message.length);
            put(new Chunk(ByteBuffer.wrap(message), count, false, false));
            return;
        }
        if (filling != null && filled + message.length > BUFFER_BYTES) {
            flush();
        }
        byte[] buffer = filling == null ? takeEmpty() : filling;
        filling = buffer;
        System.arraycopy(message, 0, buffer, filled, message.length);
        filled += message.length;
        rows += count;
    }

    /// Marks the end of the rows.
    void end() throws InterruptedException, BrokenException {
        flush();
        put(new Chunk(ByteBuffer.allocate(0), 0, false, true));
    }

    private void flush() throws InterruptedException, BrokenException {
        if (filling != null) {
            put(new Chunk(ByteBuffer.wrap(filling).limit(filled), rows, true, false));
            filling = null;
            filled = 0;
            rows = 0;
        }
    }

    private void put(Chunk chunk) throws InterruptedException, BrokenException {
        while (!full.offer(chunk, LOOK_UP_MILLIS, TimeUnit.MILLISECONDS)) {
            check();
        }
    }

    private void makeRoom(int length) throws InterruptedException, BrokenException {
        while (!large.tryAcquire(room(length), LOOK_UP_MILLIS, TimeUnit.MILLISECONDS)) {
            check();
        }
    }

    private static int room(int length) {
        return Math.min(length, BUFFERS * BUFFER_BYTES);
    }

    private byte[] takeEmpty() throws InterruptedException, BrokenException {
        while (true) {
            check();
            byte[] buffer = empty.poll(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
            if (buffer != null) {
                return buffer;
            }
        }
    }

    /// The next chunk. Give it back with `release` after writing it.
    Chunk take() throws InterruptedException, BrokenException {
        while (true) {
            check();
            Chunk chunk = full.poll(LOOK_UP_MILLIS, TimeUnit.MILLISECONDS);
            if (chunk != null) {
                return chunk;
            }
        }
    }

    void release(Chunk chunk) {
        if (chunk.recycled()) {
            empty.add(chunk.data().array());
        } else {
            large.release(room(chunk.data().limit()));
        }
    }

    void fail() {
        broken = true;
    }

    private void check() throws BrokenException {
        if (broken) {
            throw new BrokenException();
        }
    }
}
