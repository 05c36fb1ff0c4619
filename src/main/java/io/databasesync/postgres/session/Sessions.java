package io.databasesync.postgres.session;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PgConnection;

/// The connections of one run. Closing this object closes all of them. A cancellation cancels the
/// statements that they execute.
public final class Sessions implements AutoCloseable {
    private static final Duration CANCEL_AGAIN = Duration.ofMillis(300);
    private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(5);
    private static final int LONGEST_APPLICATION_NAME = 63;
    static final String TOO_MANY_CONNECTIONS = "53300";
    private static final Duration FULL_PATIENCE = Duration.ofSeconds(2);
    private static final Duration FULL_PAUSE = Duration.ofMillis(100);

    private final String runId;
    /// Distinguishes the sessions of this process from those that an earlier process of the same run has left.
    private final Deque<String> processes = new ConcurrentLinkedDeque<>(List.of(newProcess()));
    private final Cancellation cancellation;
    private final Set<Session> open = ConcurrentHashMap.newKeySet();
    private final PreparedSessions prepared = new PreparedSessions();
    private final Map<ConnectionSettings, ServerIdentity> identities = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicBoolean watching = new AtomicBoolean();
    private volatile boolean givenUp;

    public Sessions(String runId, Cancellation cancellation) {
        this.runId = runId;
        this.cancellation = cancellation;
        cancellation.onRequest(() -> SideBySide.start("cancel", this::cancelUntilClosed));
    }

    private static String newProcess() {
        return Integer.toString(ThreadLocalRandom.current().nextInt(1 << 30), 36);
    }

    public String runId() {
        return runId;
    }

    /// The cancellation of the run.
    public Cancellation cancellation() {
        return cancellation;
    }

    /// Refuses later connections of this endpoint that lead to another database: a host name may lead elsewhere a
    /// moment later, and only the database with this identity has passed the guards.
    public void expect(ConnectionSettings endpoint, ServerIdentity identity) {
        identities.put(endpoint, identity);
    }

    /// Begins to open connections that will be needed soon, all at once: `open` gives them out. To open one takes
    /// several round trips.
    ///
    /// @param connections with those that wait already
    public void prepare(ConnectionSettings endpoint, int connections) {
        for (int waiting = prepared.waiting(endpoint); waiting < connections; waiting++) {
            prepared.add(endpoint, SideBySide.start(() -> connect(endpoint)));
        }
    }

    /// Takes back a connection that `open` gave out: it will be needed soon.
    public void keep(ConnectionSettings endpoint, Session session) {
        prepared.add(endpoint, () -> session);
    }

    /// Opens a connection.
    ///
    /// @throws SyncException `HostNotFound`, `ConnectionRefused`, `TlsFailed`, `AuthenticationFailed`,
    /// `DatabaseMissing`, `ConnectionFailed` or `IdentityChanged`
    public Session open(ConnectionSettings endpoint) {
        cancellation.check();
        if (givenUp) {
            throw givenUpAlready();
        }
        return prepared.take(endpoint).orElseGet(() -> connect(endpoint));
    }

    private Session connect(ConnectionSettings endpoint) {
        try {
            PgConnection connection = connect(endpoint, Instant.now().plus(FULL_PATIENCE));
            Session session = new Session(connection, endpoint, cancellation, open::remove);
            open.add(session);
            if (!watching.getAndSet(true)) {
                SideBySide.start(
                        "reach", () -> ReachCheck.of(this::applicationName).watch(open, closed));
            }
            if (givenUp || isClosed()) { // in the meantime: nobody would close it otherwise
                session.abort();
                session.close();
                throw givenUpAlready();
            }
            prove(session, endpoint);
            return session;
        } catch (SQLException e) {
            throw ConnectFailure.of(endpoint, e);
        }
    }

    private void prove(Session session, ConnectionSettings endpoint) {
        ServerIdentity expected = identities.get(endpoint);
        if (expected != null && !session.identity().mayBe(expected)) {
            session.close();
            throw ConnectFailure.elsewhere(endpoint);
        }
    }

    // A connection that was closed counts until its server process has gone.
    private PgConnection connect(ConnectionSettings endpoint, Instant patience) throws SQLException {
        while (true) {
            try {
                return (PgConnection) DriverManager.getConnection(
                                DriverSettings.url(endpoint), DriverSettings.properties(endpoint, applicationName()))
                        .unwrap(PGConnection.class);
            } catch (SQLException e) {
                if (!TOO_MANY_CONNECTIONS.equals(e.getSQLState())
                        || Instant.now().isAfter(patience)) {
                    throw e;
                }
                prepared.forget(endpoint);
                LockSupport.parkNanos(FULL_PAUSE.toNanos());
                cancellation.check();
            }
        }
    }

    private static SyncException givenUpAlready() {
        return SyncException.of(
                Reason.ConnectionLost, "connections of the run", "the run has closed them", Fix.advice("sync again"));
    }

    /// For a library that opens its own connections. All of them lead to the server whose identity was checked.
    public DataSource dataSource(ConnectionSettings endpoint, ServerIdentity identity) {
        PGSimpleDataSource source = new CheckedDataSource(endpoint, identity);
        source.setURL(DriverSettings.url(endpoint));
        try {
            for (Map.Entry<Object, Object> property :
                    DriverSettings.properties(endpoint, applicationName()).entrySet()) {
                source.setProperty(String.valueOf(property.getKey()), String.valueOf(property.getValue()));
            }
        } catch (SQLException e) {
            throw ConnectFailure.of(endpoint, e);
        }
        return source;
    }

    /// Cancels the statements that the run's connections execute, so that their threads return with an error.
    public void cancelStatements() {
        open.forEach(Session::cancel);
    }

    /// Drops all connections without telling the servers, because one of them is lost. No more
    /// connections are opened.
    public void abort() {
        givenUp = true;
        open.forEach(Session::abort);
    }

    /// Drops the connections to one server without telling it, because the way to it is broken. The server may still
    /// have sessions for them. It can tell these from later ones, which have another application name.
    public void drop(ConnectionSettings endpoint) {
        processes.addFirst(newProcess());
        prepared.forget(endpoint);
        open.stream().filter(session -> session.leadsTo(endpoint)).forEach(Session::abort);
    }

    /// Whether `abort` was called. No connection is tried again then.
    public boolean givenUp() {
        return givenUp;
    }

    // A statement may start just after its thread checked for a cancellation. So cancel again until the run has
    // ended. A server that does not answer is left alone after a while, and so is one that cannot be asked.
    private void cancelUntilClosed() {
        try {
            Instant patience = Instant.now().plus(CANCEL_PATIENCE);
            while (Instant.now().isBefore(patience)) {
                cancelStatements();
                if (closed.await(CANCEL_AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
            abort();
        } catch (InterruptedException | RuntimeException | Error _) { // the run waits for its statements otherwise
            abort();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    @Override
    public void close() {
        closed.countDown();
        Set.copyOf(open).forEach(Session::close);
    }

    /// The name of the run's sessions in `pg_stat_activity`: `databasesync`, the run, the process.
    public String applicationName() {
        return applicationName(processes.getFirst());
    }

    /// The names of all sessions that this process has opened.
    public List<String> applicationNames() {
        return processes.stream().map(this::applicationName).toList();
    }

    private String applicationName(String process) {
        String name = "databasesync %s %s".formatted(runId, process);
        return name.substring(0, Math.min(LONGEST_APPLICATION_NAME, name.length()));
    }
}
