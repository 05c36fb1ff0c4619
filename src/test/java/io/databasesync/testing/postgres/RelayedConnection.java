package io.databasesync.testing.postgres;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// One connection through a relay: for each direction a thread that reads, and one that delivers when it is time.
final class RelayedConnection {
    private static final int PIECE = 32 * 1024;
    private static final int ON_THE_WAY = 16 * 1024 * 1024;

    private final Socket client;
    private final Socket server = new Socket();
    private final RelayWay there;
    private final RelayWay back;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final AtomicBoolean answered = new AtomicBoolean(true); // the first bytes are a flight too
    private final AtomicInteger flights = new AtomicInteger();
    private final long connectedAt;

    RelayedConnection(Socket client, RelayWay there, RelayWay back) {
        this.client = client;
        this.there = there;
        this.back = back;
        this.connectedAt = System.nanoTime() + there.delayNanos() + back.delayNanos();
    }

    /// Connects to the server, and returns. If that fails, the client's connection is reset.
    void run(InetSocketAddress address) {
        try {
            there.awaitPassage();
            client.setTcpNoDelay(true); // or each flight waits for an acknowledgement that is delayed
            server.setTcpNoDelay(true);
            server.connect(address);
        } catch (IOException | InterruptedException _) {
            reset();
            return;
        }
        start(client, server, there);
        start(server, client, back);
        if (client.isClosed()) { // reset in the meantime
            reset();
        }
    }

    int flights() {
        return flights.get();
    }

    void mark() {
        flights.set(0);
    }

    boolean isClosed() {
        return client.isClosed();
    }

    /// Ends both ends at once; what is on the way is lost.
    void reset() {
        reset(client);
        reset(server);
        threads.forEach(Thread::interrupt);
    }

    static void reset(Socket socket) {
        try (socket) {
            socket.setSoLinger(true, 0); // close sends RST
        } catch (IOException _) {
            // closed already
        }
    }

    private void start(Socket from, Socket to, RelayWay way) {
        BlockingQueue<Piece> queue = new LinkedBlockingQueue<>();
        Semaphore room = new Semaphore(ON_THE_WAY);
        threads.add(Thread.ofVirtual().start(() -> read(from, way, queue, room)));
        threads.add(Thread.ofVirtual().start(() -> deliver(to, way, queue, room)));
    }

    private void read(Socket from, RelayWay way, BlockingQueue<Piece> queue, Semaphore room) {
        try {
            byte[] buffer = new byte[PIECE];
            for (int read = 0; read >= 0; ) {
                read = from.getInputStream().read(buffer);
                if (read > 0 && way == there && answered.getAndSet(false)) {
                    flights.incrementAndGet();
                }
                byte[] bytes = Arrays.copyOf(buffer, Math.max(read, 0));
                long onTheWire = Math.max(way.transmit(bytes.length), connectedAt);
                room.acquire(bytes.length);
                queue.add(new Piece(bytes, onTheWire + way.delayNanos()));
                sleepUntil(onTheWire); // the sender has to wait: its window is full
            }
        } catch (IOException _) {
            resetOnceItGetsThrough(way);
        } catch (InterruptedException _) {
            reset();
        }
    }

    private void deliver(Socket to, RelayWay way, BlockingQueue<Piece> queue, Semaphore room) {
        try (client;
                server) {
            Piece piece;
            do {
                piece = queue.take();
                sleepUntil(piece.at());
                way.awaitPassage();
                way.pass(piece.bytes().length); // before the client has them, and can answer
                if (way == back) {
                    answered.set(true);
                }
                to.getOutputStream().write(piece.bytes());
                room.release(piece.bytes().length);
            } while (piece.bytes().length > 0);
        } catch (IOException | InterruptedException _) {
            reset();
        }
    }

    private void resetOnceItGetsThrough(RelayWay way) {
        try {
            way.awaitPassage();
        } catch (InterruptedException _) {
            // reset in the meantime
        }
        reset();
    }

    private static void sleepUntil(long nanoTime) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(nanoTime - System.nanoTime());
    }

    /// @param bytes none for the end of the stream
    /// @param at when they reach the other end
    @SuppressWarnings("ArrayRecordComponent") // nobody compares pieces
    private record Piece(byte[] bytes, long at) {}
}
