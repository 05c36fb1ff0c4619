package io.databasesync.postgres.session;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// One connection that is used only in explicit transactions. So it works through transaction poolers, and
/// every transaction sets what it relies on. It runs one transaction at a time; a second thread waits
/// until the first one ends.
public final class Session implements AutoCloseable {
    /// How long a transaction may stay open that has read all it wants.
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final PgConnection connection;
    private final ConnectionSettings endpoint;
    private final Cancellation cancellation;
    private final Consumer<Session> onClose;
    private final boolean transactionTimeout;
    private final AnswerTimes times = new AnswerTimes();
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable ServerIdentity identity;
    /// Whether the last transaction has read all it wants, but is open.
    private volatile boolean ending;

    Session(PgConnection connection, ConnectionSettings endpoint, Cancellation cancellation, Consumer<Session> onClose)
            throws SQLException {
        this.connection = connection;
        this.endpoint = endpoint;
        this.cancellation = cancellation;
        this.onClose = onClose;
        this.transactionTimeout = connection.haveMinimumServerVersion(170000);
    }

    /// Begins a transaction. The caller must close it.
    public Transaction begin(TransactionMode mode) {
        return begin(mode, null, List.of());
    }

    /// Begins the transaction of a round.
    Transaction begin(TransactionMode mode, Round round) {
        return begin(mode).of(round);
    }

    /// Begins a transaction with statements that come before everything that fixes its snapshot.
    public Transaction begin(TransactionMode mode, Batch first, Reason reason) {
        return begin(mode, null, first.questions(reason));
    }

    /// Begins a transaction in an exported snapshot.
    public Transaction join(String snapshot) {
        return begin(TransactionMode.SNAPSHOT, snapshot, List.of());
    }

    private Transaction begin(TransactionMode mode, @Nullable String snapshot, List<Question<Integer>> before) {
        cancellation.check();
        if (Round.transaction(this) != null) {
            throw new IllegalStateException("a round reads over this connection");
        }
        Opening opening =
                new Opening(endpoint.toString(), mode, transactionTimeout, snapshot, before, this::endsTheLast);
        lock.lock();
        return new Transaction(new Exchange(connection, opening, cancellation, times), lock::unlock);
    }

    private boolean endsTheLast() {
        boolean open = ending;
        ending = false;
        return open;
    }

    /// The next message ends the transaction of a round. If no message follows for a while, a timer ends it, so that
    /// the server need not keep old rows for it.
    void endsLater() {
        ending = true;
        SideBySide.startAfter(IDLE, "ending", this::endIfOpen);
    }

    private void endIfOpen() {
        if (ending) {
            try {
                keepAlive();
            } catch (SyncException _) {
                // it ends with its connection
            }
        }
    }

    /// Runs the work in its own transaction and commits it. Work that reads in a `Round` runs in the transaction of the
    /// round.
    public <T> T inTransaction(TransactionMode mode, Function<Transaction, T> work) {
        Transaction shared = mode.reads() ? Round.transaction(this) : null;
        if (shared != null) {
            return work.apply(shared);
        }
        try (Transaction transaction = begin(mode)) {
            T result = work.apply(transaction);
            transaction.commit();
            return result;
        }
    }

    /// Asks one thing in its own transaction, in one message.
    public <T extends @Nullable Object> T ask(TransactionMode mode, Function<Transaction, Answer<T>> question) {
        Transaction shared = mode.reads() ? Round.transaction(this) : null;
        if (shared != null) {
            return question.apply(shared).get();
        }
        try (Transaction transaction = begin(mode)) {
            Answer<T> answer = question.apply(transaction);
            transaction.commit();
            return answer.get();
        }
    }

    /// Runs work that writes in its own transaction and commits it.
    public void write(Consumer<Transaction> work) {
        write(TransactionMode.READ_WRITE, work);
    }

    public void write(TransactionMode mode, Consumer<Transaction> work) {
        try (Transaction transaction = begin(mode)) {
            work.accept(transaction);
            transaction.commit();
        }
    }

    /// About the time of a round trip to the server: the fastest answer so far.
    public Duration roundTrip() {
        return times.fastest();
    }

    /// Sends a statement unless a transaction is open, so that the server does not treat the connection as idle.
    public void keepAlive() {
        if (!lock.isHeldByCurrentThread() && lock.tryLock()) {
            try (Transaction transaction = begin(TransactionMode.READ_ONLY)) {
                transaction.tell("select 1", Reason.ConnectionLost, "keeping the connection to " + endpoint + " alive");
                transaction.commit();
            } finally {
                lock.unlock();
            }
        }
    }

    /// Whether the connection has ended. Does not ask the server.
    public boolean lost() {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            throw PostgresFailure.of(e, Reason.ConnectionLost, "looking at the connection to database " + endpoint);
        }
    }

    /// Limits the time that the server takes for an answer. After it, the connection is lost. For sessions whose
    /// statements are all short.
    ///
    /// @param limit zero for no limit
    public void answersWithin(Duration limit) {
        try {
            connection.setNetworkTimeout(Runnable::run, (int) limit.toMillis());
        } catch (SQLException e) {
            throw PostgresFailure.of(e, Reason.ConnectionLost, "setting up the connection to database " + endpoint);
        }
    }

    /// The identity of the server that answers here. It is read once.
    public synchronized ServerIdentity identity() {
        ServerIdentity known = identity;
        if (known == null) {
            known = ServerIdentity.read(this);
            identity = known;
        }
        return known;
    }

    AnswerTimes times() {
        return times;
    }

    ConnectionSettings endpoint() {
        return endpoint;
    }

    boolean leadsTo(ConnectionSettings other) {
        return endpoint.equals(other);
    }

    public int backendPid() {
        return connection.getBackendPID();
    }

    void cancel() {
        try {
            connection.cancelQuery();
        } catch (SQLException _) {
            // The statement ends with its connection then.
        }
    }

    /// Makes threads that wait for this connection return at once. The connection is lost.
    public void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException _) {
            // The connection is gone already.
        }
    }

    @Override
    public void close() {
        onClose.accept(this);
        try {
            connection.close();
        } catch (SQLException _) {
            // Nothing more can be done about a connection that does not close.
        }
    }
}
