package io.databasesync.postgres.session;

import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.ConnectionSettings.Part;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Objects;
import java.util.stream.Stream;
import org.postgresql.util.GT;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/// Explains why a connection failed. Names the setting that is wrong, and no secret.
final class ConnectFailure {
    /// The driver has no SQLSTATE of its own for this failure. The text is in the machine's language, like
    /// the driver's message.
    private static final String NO_TLS = GT.tr("The server does not support SSL.");

    private static final String ROOM =
            "end other connections, or raise what the server names: max_connections of the server, or CONNECTION LIMIT"
                    + " of the database or the role; a run needs two to a source, and four to a target";

    private ConnectFailure() {}

    static SyncException of(ConnectionSettings endpoint, SQLException failure) {
        String state = Objects.requireNonNullElse(failure.getSQLState(), "");
        Reason reason = reason(failure, state);
        return SyncException.of(
                        reason,
                        "database " + endpoint,
                        "cannot connect to database %s as %s: %s"
                                .formatted(endpoint, endpoint.user(), PostgresFailure.text(failure, state)),
                        Fix.advice(Sessions.TOO_MANY_CONNECTIONS.equals(state) ? ROOM : fix(reason, endpoint)))
                .withSqlState(state)
                .causedBy(failure);
    }

    /// A connection that does not lead where another one of the run did.
    static SyncException elsewhere(ConnectionSettings endpoint) {
        return SyncException.of(
                Reason.IdentityChanged,
                "database " + endpoint,
                "connections to database %s, the target, reach different servers".formatted(endpoint),
                Fix.advice("name one of them: correct " + endpoint.where(Part.Host)));
    }

    /// Whether nobody answered: neither the server nor its machine. A reset is an answer.
    static boolean silent(SQLException failure) {
        return reason(failure, Objects.requireNonNullElse(failure.getSQLState(), "")) == Reason.ConnectionFailed
                && !answered(failure)
                && !ended(failure);
    }

    /// Whether somebody ended the connection. A failure to connect has a class of its own.
    private static boolean ended(SQLException failure) {
        return caused(failure, EOFException.class)
                || causes(failure).anyMatch(cause -> cause.getClass().equals(SocketException.class));
    }

    private static boolean answered(SQLException failure) {
        return failure instanceof PSQLException p && p.getServerErrorMessage() != null;
    }

    private static Reason reason(SQLException failure, String state) {
        if (state.startsWith("28")) {
            return Reason.AuthenticationFailed;
        }
        if ("3D000".equals(state)) {
            return Reason.DatabaseMissing;
        }
        return answered(failure) ? Reason.ConnectionFailed : reasonOfDriver(failure, state);
    }

    // The driver's own states while it connects: 08004 if it rejects what the server requires, 08006 if TLS fails,
    // 08001 for every network error.
    private static Reason reasonOfDriver(SQLException failure, String state) {
        if (PSQLState.CONNECTION_REJECTED.getState().equals(state)) {
            return NO_TLS.equals(failure.getMessage()) ? Reason.TlsFailed : Reason.AuthenticationFailed;
        }
        if (PSQLState.CONNECTION_FAILURE.getState().equals(state)) {
            boolean broken = caused(failure, SocketException.class)
                    || caused(failure, SocketTimeoutException.class)
                    || caused(failure, EOFException.class);
            return broken && !caused(failure, GeneralSecurityException.class)
                    ? Reason.ConnectionFailed
                    : Reason.TlsFailed;
        }
        if (caused(failure, UnknownHostException.class)) {
            return Reason.HostNotFound;
        }
        return refused(failure) ? Reason.ConnectionRefused : Reason.ConnectionFailed;
    }

    private static boolean caused(SQLException failure, Class<? extends Exception> type) {
        return causes(failure).anyMatch(type::isInstance);
    }

    // One class covers a port without a listener and a network that does not answer
    private static boolean refused(SQLException failure) {
        return causes(failure)
                .anyMatch(cause -> cause instanceof ConnectException
                        && Objects.toString(cause.getMessage(), "").contains("refused"));
    }

    private static Stream<Throwable> causes(SQLException failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause);
    }

    private static String fix(Reason reason, ConnectionSettings endpoint) {
        String origin = endpoint.origin();
        return switch (reason) {
            case AuthenticationFailed -> "check the credentials in " + origin;
            case DatabaseMissing ->
                "create it on that server with CREATE DATABASE %s, or correct %s"
                        .formatted(Sql.readable(endpoint.database()), endpoint.where(Part.Database));
            case HostNotFound -> "check %s, and the name service".formatted(endpoint.where(Part.Host));
            case ConnectionRefused ->
                "check %s and %s, and that the server is up"
                        .formatted(endpoint.where(Part.Host), endpoint.where(Part.Port));
            case TlsFailed ->
                "check %s (%s; a server without TLS needs prefer or disable), and the certificates in %s"
                        .formatted(
                                endpoint.where(Part.SslMode), endpoint.sslMode().libpq(), endpoint.trusts());
            default ->
                "check %s, %s and %s, and that the server is up"
                        .formatted(endpoint.where(Part.Host), endpoint.where(Part.Port), endpoint.where(Part.SslMode));
        };
    }
}
