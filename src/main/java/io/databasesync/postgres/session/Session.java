package io.databasesync.postgres.session;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Reason;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.postgresql.jdbc.PgConnection;

/// One connection, used in explicit transactions only: so it works through transaction poolers, and every transaction
/// sets what it relies on. One transaction at a time; a second thread waits for its end.
public final class Session implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final PgConnection connection;
    private final ConnectionSettings endpoint;
    private final Cancellation cancellation;
    private final Consumer<Session> onClose;
    private final ReentrantLock lock = new ReentrantLock();

    Session(
            PgConnection connection,
            ConnectionSettings endpoint,
            Cancellation cancellation,
            Consumer<Session> onClose) {
        this.connection = connection;
        this.endpoint = endpoint;
        this.cancellation = cancellation;
        this.onClose = onClose;
    }

    /// Begins a transaction, which the caller has to close.
    public Transaction begin(TransactionMode mode) {
        cancellation.check();
        lock.lock();
        boolean begun = false;
        try {
            Transaction transaction = new Transaction(connection, mode, cancellation, lock::unlock);
            begun = true;
            return transaction;
        } catch (SQLException e) {
            cancellation.check(); // a cancelled statement fails for that reason and no other
            throw PostgresFailure.of(e, Reason.ConnectionLost, "beginning a transaction on " + endpoint);
        } finally {
            if (!begun) {
                lock.unlock();
            }
        }
    }

    /// Runs something in a transaction of its own and commits it.
    public <T> T inTransaction(TransactionMode mode, Function<Transaction, T> work) {
        try (Transaction transaction = begin(mode)) {
            T result = work.apply(transaction);
            transaction.commit();
            return result;
        }
    }

    /// Runs something that writes in a transaction of its own and commits it.
    public void write(Consumer<Transaction> work) {
        write(TransactionMode.READ_WRITE, work);
    }

    public void write(TransactionMode mode, Consumer<Transaction> work) {
        try (Transaction transaction = begin(mode)) {
            work.accept(transaction);
            transaction.commit();
        }
    }

    /// Says something, unless a transaction is open: then the server does not take the connection for idle.
    public void keepAlive() {
        if (!lock.isHeldByCurrentThread() && lock.tryLock()) {
            try (Transaction transaction = begin(TransactionMode.READ_ONLY)) {
                transaction.commit();
            } finally {
                lock.unlock();
            }
        }
    }

    /// Whether the server answers; between two transactions.
    public boolean alive() {
        try {
            return connection.isValid(PATIENCE_SECONDS);
        } catch (SQLException e) {
            throw PostgresFailure.of(e, Reason.ConnectionLost, "asking whether " + endpoint + " is there");
        }
    }

    public int backendPid() {
        return connection.getBackendPID();
    }

    void cancel() {
        try {
            connection.cancelQuery();
        } catch (SQLException _) {
            // It ends with its connection then.
        }
    }

    /// Makes whoever waits for this connection come back at once, at the price of the connection.
    public void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException _) {
            // It is gone already.
        }
    }

    @Override
    public void close() {
        onClose.accept(this);
        try {
            connection.close();
        } catch (SQLException _) {
            // Nothing is left to be done about a connection that does not even close.
        }
    }
}
