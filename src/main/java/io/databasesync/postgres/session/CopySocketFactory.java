package io.databasesync.postgres.session;

import io.databasesync.sync.SslMode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.util.Properties;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/// Makes sockets for copying. They notice within a minute that the server has gone silently. Linux checks after
/// two hours by default, and a run that waits for an index would wait for ever. The sockets read large pieces: the
/// driver itself reads 8 kB, or one row, at a time. The driver creates this class by its name.
public final class CopySocketFactory extends SocketFactory {
    private static final int READ_BYTES = 64 * 1024;
    private static final int IDLE_SECONDS = 20;
    private static final int INTERVAL_SECONDS = 5;
    private static final int PROBES = 6;

    private final boolean encrypted;

    /// @param connection the properties that the driver was given
    public CopySocketFactory(Properties connection) {
        encrypted = !SslMode.Disable.libpq().equals(connection.getProperty("sslmode"));
    }

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = new BufferedSocket(encrypted);
        socket.setKeepAlive(true);
        set(socket, ExtendedSocketOptions.TCP_KEEPIDLE, IDLE_SECONDS);
        set(socket, ExtendedSocketOptions.TCP_KEEPINTERVAL, INTERVAL_SECONDS);
        set(socket, ExtendedSocketOptions.TCP_KEEPCOUNT, PROBES);
        return socket;
    }

    private static void set(Socket socket, SocketOption<Integer> option, int value) throws IOException {
        if (socket.supportedOptions().contains(option)) { // not on every platform
            socket.setOption(option, value);
        }
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw unconnected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw unconnected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw unconnected();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw unconnected();
    }

    private static UnsupportedOperationException unconnected() {
        return new UnsupportedOperationException("the driver connects its sockets itself");
    }

    private static final class BufferedSocket extends Socket {
        private final boolean encrypted;
        private @Nullable InputStream input;

        BufferedSocket(boolean encrypted) {
            this.encrypted = encrypted;
        }

        /// TLS waits so many seconds for a thread that writes before it closes this socket: the thread may write into
        /// a black hole. It sets nothing.
        @Override
        public int getSoLinger() {
            return 0;
        }

        @Override
        public synchronized InputStream getInputStream() throws IOException {
            InputStream stream = input;
            if (stream == null) {
                InputStream server = super.getInputStream();
                stream = encrypted ? new BufferedInputStream(server, READ_BYTES) : new JoinedRows(server, READ_BYTES);
                input = stream;
            }
            return stream;
        }
    }
}
