package io.databasesync.postgres;

import io.databasesync.postgres.catalog.Sql;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.DatabaseEndpoint;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SslMode;
import io.databasesync.sync.SyncException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PgConnection;

/// The connections of one run. Closing it closes them all; a cancellation cancels what they are executing.
public final class Sessions implements AutoCloseable {
    private static final String CONNECT_TIMEOUT_SECONDS = "10";
    private static final long CANCEL_AGAIN_MILLIS = 300;
    private static final int LONGEST_APPLICATION_NAME = 63;

    private final String syncId;
    /// Tells the sessions of this process from those that an earlier process of the same run has left.
    private final String process = Integer.toString(ThreadLocalRandom.current().nextInt(1 << 30), 36);
    private final Cancellation cancellation;
    private final Set<Session> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public Sessions(String syncId, Cancellation cancellation) {
        this.syncId = syncId;
        this.cancellation = cancellation;
        cancellation.onRequest(() -> Thread.ofVirtual().name("cancel").start(this::cancelUntilClosed));
    }

    /// Opens a connection.
    ///
    /// @throws SyncException `ConnectionFailed`, `AuthenticationFailed` or `DatabaseMissing`
    Session open(DatabaseEndpoint endpoint) {
        cancellation.check();
        try {
            PgConnection connection = (PgConnection) DriverManager.getConnection(url(endpoint), properties(endpoint))
                    .unwrap(PGConnection.class);
            Session session = new Session(connection, endpoint, cancellation, open::remove);
            open.add(session);
            return session;
        } catch (SQLException e) {
            throw failure(endpoint, e);
        }
    }

    /// For a library that opens its own connections.
    DataSource dataSource(DatabaseEndpoint endpoint) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(url(endpoint));
        try {
            for (Map.Entry<Object, Object> property : properties(endpoint).entrySet()) {
                source.setProperty(String.valueOf(property.getKey()), String.valueOf(property.getValue()));
            }
        } catch (SQLException e) {
            throw failure(endpoint, e);
        }
        return source;
    }

    /// Ends what the run's connections are executing, so that their threads come back with an error.
    public void cancelStatements() {
        open.forEach(Session::cancel);
    }

    /// Gives all connections up without a word to the servers, for when one of them is lost.
    public void abort() {
        open.forEach(Session::abort);
    }

    // A statement may start just after its thread looked for a cancellation: ask again until the run has ended.
    private void cancelUntilClosed() {
        while (!closed) {
            cancelStatements();
            try {
                Thread.sleep(CANCEL_AGAIN_MILLIS);
            } catch (InterruptedException _) {
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        Set.copyOf(open).forEach(Session::close);
    }

    private static String url(DatabaseEndpoint endpoint) {
        String hosts = endpoint.hosts().stream()
                .map(DatabaseEndpoint.HostPort::toString)
                .collect(Collectors.joining(","));
        return "jdbc:postgresql://" + hosts + "/"
                + URLEncoder.encode(endpoint.database(), StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Properties properties(DatabaseEndpoint endpoint) {
        Properties properties = new Properties();
        properties.setProperty("user", endpoint.user());
        properties.setProperty("password", endpoint.password().value());
        properties.setProperty("sslmode", endpoint.sslMode().libpq());
        properties.setProperty("ApplicationName", applicationName());
        properties.setProperty("connectTimeout", CONNECT_TIMEOUT_SECONDS);
        properties.setProperty("loginTimeout", CONNECT_TIMEOUT_SECONDS);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("prepareThreshold", "0"); // named statements do not survive transaction poolers
        properties.setProperty("maxSendBufferSize", "262144");
        properties.setProperty("logServerErrorDetail", "false"); // details quote rows
        if (endpoint.rootCertificate() != null) {
            properties.setProperty("sslrootcert", endpoint.rootCertificate().toString());
        } else if (endpoint.sslMode() == SslMode.VerifyFull || endpoint.sslMode() == SslMode.VerifyCA) {
            properties.setProperty(
                    "sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory"); // the system's authorities
        }
        endpoint.options().forEach((key, value) -> option(properties, key, value));
        return properties;
    }

    private static void option(Properties properties, String libpq, String value) {
        switch (libpq) {
            case "target_session_attrs" ->
                properties.setProperty(
                        "targetServerType",
                        switch (value) {
                            case "read-write", "primary" -> "primary";
                            case "read-only", "standby" -> "secondary";
                            case "prefer-standby" -> "preferSecondary";
                            default -> "any";
                        });
            case "connect_timeout" -> properties.setProperty("connectTimeout", value);
            case "application_name" -> {} // ours: a later attempt recognizes its predecessor's sessions by it
            default -> properties.setProperty(libpq, value);
        }
    }

    /// What `pg_stat_activity` calls the run's sessions: `databasesync`, the run, the process.
    String applicationName() {
        String name = "databasesync %s %s".formatted(syncId, process);
        return name.substring(0, Math.min(LONGEST_APPLICATION_NAME, name.length()));
    }

    private static SyncException failure(DatabaseEndpoint endpoint, SQLException e) {
        String state = Objects.requireNonNullElse(e.getSQLState(), "");
        String found = PostgresFailure.text(e, state);
        String where = "cannot connect to %s as %s: %s".formatted(endpoint, endpoint.user(), found);
        if (state.startsWith("28")) {
            return new SyncException(
                    Reason.AuthenticationFailed, where + "; check the credentials in " + endpoint.origin(), state, e);
        }
        if ("3D000".equals(state)) {
            return new SyncException(
                    Reason.DatabaseMissing,
                    where
                            + "; run: CREATE DATABASE %s, or name another one in %s"
                                    .formatted(Sql.readable(endpoint.database()), endpoint.origin()),
                    state,
                    e);
        }
        return new SyncException(
                Reason.ConnectionFailed,
                where + "; check host, port and sslmode in %s, and that the server is up".formatted(endpoint.origin()),
                state,
                e);
    }
}
