package io.databasesync.testing.postgres;

import io.databasesync.sync.ConnectionSettings.HostPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/// A port of this machine, for something that stands between a client and a server.
final class Entrance implements AutoCloseable {
    private static final int WINDOW = 256 * 1024;

    private final ServerSocket socket;

    Entrance() {
        this(InetAddress.getLoopbackAddress());
    }

    /// @param here the address of this machine that clients can reach
    Entrance(InetAddress here) {
        try {
            socket = new ServerSocket();
            socket.setReceiveBufferSize(WINDOW); // otherwise the system accepts megabytes that have not gone out yet
            socket.bind(new InetSocketAddress(here, 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HostPort address() {
        return new HostPort(socket.getInetAddress().getHostAddress(), socket.getLocalPort());
    }

    Socket accept() throws IOException {
        return socket.accept();
    }

    boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
