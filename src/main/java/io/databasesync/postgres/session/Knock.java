package io.databasesync.postgres.session;

import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.ConnectionSettings.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/// Asks whether a server is there, without a login. The question is a request for TLS: PostgreSQL answers it with one
/// byte, and logs nothing unless `log_connections` is on.
///
/// @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">SSLRequest</a>
final class Knock {
    private static final int MILLIS = 2000;
    private static final int LENGTH = 8;
    private static final int SSL_REQUEST = 80877103;

    private Knock() {}

    /// Whether one of the server's hosts answered. A proxy that does not know the request gives no answer; neither does
    /// a machine that refuses the connection.
    static boolean answered(ConnectionSettings server) {
        int millis = MILLIS / server.hosts().size(); // all of them within the same time
        return server.hosts().stream().anyMatch(host -> answered(host, millis));
    }

    private static boolean answered(HostPort host, int millis) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(host.host()), host.port()), millis);
            socket.setSoTimeout(millis);
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(LENGTH)
                            .putInt(LENGTH)
                            .putInt(SSL_REQUEST)
                            .array());
            return socket.getInputStream().read() >= 0;
        } catch (IOException _) {
            return false;
        }
    }
}
