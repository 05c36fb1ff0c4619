package io.databasesync.testing.postgres;

import io.databasesync.sync.ConnectionSettings.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/// A connection to a server that sends slowly; answers come back at once.
public final class SlowLink implements AutoCloseable {
    private static final int PIECE = 16 * 1024;

    private final TestServer server;
    private final long pauseMillis;
    private final ServerSocket entrance;
    private final AtomicLong sent = new AtomicLong();

    /// @param bytesPerSecond of each connection
    public SlowLink(TestServer server, long bytesPerSecond) {
        this.server = server;
        this.pauseMillis = PIECE * 1000L / bytesPerSecond;
        try {
            entrance = new ServerSocket();
            entrance.setReceiveBufferSize(PIECE); // otherwise the system buffers megabytes that have not gone out yet
            entrance.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    public HostPort address() {
        return new HostPort(entrance.getInetAddress().getHostAddress(), entrance.getLocalPort());
    }

    /// The number of bytes sent over all connections.
    public long sent() {
        return sent.get();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                Socket behind = new Socket(server.host(), server.port());
                Thread.ofVirtual().start(() -> out(client, behind));
                Thread.ofVirtual().start(() -> LoadBalancer.pump(behind, client));
            } catch (IOException _) {
                // closed, or the server is gone: the client sees that its connection ends
            }
        }
    }

    private void out(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] piece = new byte[PIECE];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                out.write(piece, 0, read);
                sent.addAndGet(read);
                if (read == PIECE) { // this sleep sets the speed; it waits for no event
                    Thread.sleep(pauseMillis);
                }
            }
        } catch (IOException | InterruptedException _) {
            // the other direction has closed both
        }
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
