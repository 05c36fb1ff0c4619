package io.databasesync.testing.postgres;

import io.databasesync.sync.ConnectionSettings.HostPort;
import java.io.IOException;
import java.net.Socket;
import java.util.List;

/// Passes connections to several servers, as a Kubernetes service or a DNS name with several addresses does.
public final class LoadBalancer implements AutoCloseable {
    private final List<TestServer> servers;
    private final boolean again;
    private final Entrance entrance;

    /// One that passes connections to the servers in turn.
    public LoadBalancer(TestServer... servers) {
        this(List.of(servers), true);
    }

    private LoadBalancer(List<TestServer> servers, boolean again) {
        this.servers = servers;
        this.again = again;
        this.entrance = new Entrance();
        Thread.ofVirtual().start(this::accept);
    }

    /// One that passes the first connection to the first server, and all others to the second.
    public static LoadBalancer leadingAway(TestServer first, TestServer second) {
        return new LoadBalancer(List.of(first, second), false);
    }

    public HostPort address() {
        return entrance.address();
    }

    private void accept() {
        for (int i = 0; !entrance.isClosed(); i++) {
            try {
                Socket client = entrance.accept();
                TestServer next = servers.get(again ? i % servers.size() : Math.min(i, servers.size() - 1));
                Socket server = new Socket(next.host(), next.port());
                Thread.ofVirtual().start(() -> pump(client, server));
                Thread.ofVirtual().start(() -> pump(server, client));
            } catch (IOException _) {
                // closed, or the server is gone: the client sees that its connection ends
            }
        }
    }

    /// Passes bytes on until one end closes, and closes the other.
    static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // the other direction has closed both
        }
    }

    @Override
    public void close() {
        entrance.close();
    }
}
