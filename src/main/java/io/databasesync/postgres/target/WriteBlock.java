package io.databasesync.postgres.target;

import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.session.Batch;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/// Makes others wait who write to the tables of a run; readers do not notice it. One transaction holds the locks from
/// the start of the run, and publishes: between the two, nobody can write.
public final class WriteBlock {
    private final Session session;
    private final Transaction transaction;
    private final List<TableDefinition> tables;
    private boolean ended;

    private WriteBlock(Session session, Collection<TableDefinition> tables) {
        this.session = session;
        this.transaction = session.begin(TransactionMode.READ_WRITE);
        this.tables = new ArrayList<>(tables);
        this.tables.sort(Comparator.comparingLong(TableDefinition::oid));
    }

    /// Opens a connection that blocks nobody yet.
    public static WriteBlock open(TargetDatabase target, Collection<TableDefinition> tables) {
        return new WriteBlock(target.sessions().open(target.endpoint()), tables);
    }

    /// Waits for the transactions that write to the tables now. A writer may wait for one of these locks while it
    /// holds another one, so only the first lock is waited for long, as in a swap.
    ///
    /// @throws SyncException `TargetLocked` if a lock was not granted in time; nobody is blocked then
    public synchronized void take(Duration lockTimeout) {
        Instant end = Instant.now().plus(lockTimeout);
        Duration others = deadlockTimeout().dividedBy(4);
        Statements locking = transaction.during("blocking writers", Reason.StageFailed);
        while (!tables.isEmpty()) {
            locking.execute("savepoint blocked");
            Batch batch = batch(Duration.between(Instant.now(), end), others);
            try {
                transaction.execute(batch, Reason.StageFailed);
                return;
            } catch (SyncException e) {
                locking.execute("rollback to savepoint blocked");
                if (e.reason() != Reason.TargetLocked || !Instant.now().isBefore(end)) {
                    throw e;
                }
                tables.addFirst(tables.remove(Math.clamp(batch.done() / 2, 0, tables.size() - 1)));
            }
        }
    }

    private Batch batch(Duration first, Duration others) {
        Batch batch = new Batch();
        for (int i = 0; i < tables.size(); i++) {
            TableDefinition table = tables.get(i);
            long limit = Math.max(1, (i == 0 ? first : others.dividedBy(tables.size())).toMillis());
            batch.add("set local lock_timeout = " + limit, "setting lock_timeout")
                    .add(
                            "lock table " + table.rowsOf(Sql.qualified(table.name())) + " in share mode",
                            "locking table " + table.name());
        }
        return batch;
    }

    private Duration deadlockTimeout() {
        return Duration.ofMillis(transaction.queryLong(
                "select setting::bigint from pg_catalog.pg_settings where name = 'deadlock_timeout'",
                Reason.ConnectionLost,
                "reading deadlock_timeout"));
    }

    /// Keeps the connection from being idle for long, and finds out whether it still holds the locks.
    public synchronized void keepAlive() {
        if (!ended) {
            transaction.queryLong("select 1", Reason.ConnectionLost, "keeping the lock that blocks writers");
        }
    }

    /// Runs work in the transaction that holds the locks, and commits it. After a failure the locks are still held.
    synchronized <T> T commit(Function<Transaction, T> work) {
        Statements saving = transaction.during("publishing while writers are blocked", Reason.PublishFailed);
        saving.execute("savepoint publishing");
        T result;
        try {
            result = work.apply(transaction);
        } catch (SyncException e) {
            if (e.sqlState().isPresent() && e.reason() != Reason.ConnectionLost) {
                saving.execute("rollback to savepoint publishing");
            }
            throw e;
        }
        transaction.commit();
        ended = true;
        transaction.close();
        session.close();
        return result;
    }

    int backendPid() {
        return session.backendPid();
    }
}
