package io.databasesync.testing.postgres;

import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.ConnectionSettings.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A route to a server that holds connections back until a test opens it.
public final class SlowConnects implements AutoCloseable {
    private final TestServer server;
    private final ServerSocket entrance;
    private final CountDownLatch came = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    public SlowConnects(TestServer server) {
        this.server = server;
        try {
            entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /// The same database, by this route.
    public ConnectionSettings to(ConnectionSettings endpoint) {
        return endpoint.withHosts(
                List.of(new HostPort(entrance.getInetAddress().getHostAddress(), entrance.getLocalPort())));
    }

    /// Waits until a client wants to connect.
    public void awaitClient() {
        await(came);
    }

    /// Lets connections through.
    public void open() {
        opened.countDown();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                came.countDown();
                await(opened);
                Socket behind = new Socket(server.host(), server.port());
                Thread.ofVirtual().start(() -> LoadBalancer.pump(client, behind));
                Thread.ofVirtual().start(() -> LoadBalancer.pump(behind, client));
            } catch (IOException _) {
                // closed, or the server is gone: the client sees that its connection ends
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        opened.countDown();
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
