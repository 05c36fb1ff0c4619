package io.databasesync.postgres.swap;

import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.SideBySide;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlResource;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.postgres.swap.SwapLocks.Wanted;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Sessions that keep new readers out while a swap waits for its locks. Each of them queues for one lock, behind a
/// weak lock of the swap, so that it never gets it. A reader that comes later stands behind the guard.
///
/// The swap decides, in the server, who gets in: a reader that holds another one of the locks has to go on, because
/// it would keep that lock otherwise. So, soon, only readers that hold nothing wait. Then the swap takes all locks at
/// once: its weak locks put it before the guards. With `pg_cancel_backend` it tells a guard to leave the queue for a
/// moment, and with advisory locks it tells all of them whether they have to queue.
final class Guards implements AutoCloseable {
    /// The first number of the advisory locks. The second one: the swap holds 0 while it needs the guards, 1 while
    /// they have to queue, and 2 once they have to leave; each guard holds one above 10.
    static final int KEY = 1_684_173_671;

    private static final int MOST = 40;
    private static final int MOST_THROUGH_A_POOLER = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final String QUERY_CANCELED = "57014";

    private final List<Guard> guards;
    private final CountDownLatch ended;
    private volatile boolean over;
    private boolean started;

    private record Guard(Session session, String statement) {}

    private Guards(List<Guard> guards) {
        this.guards = guards;
        this.ended = new CountDownLatch(guards.size());
    }

    static Guards none() {
        return new Guards(List.of());
    }

    /// Opens a session for each lock that others hold now, as far as the server has room for them.
    static Guards open(TargetDatabase target, SwapLocks locks) {
        int most = target.identity().pooled() ? MOST_THROUGH_A_POOLER : MOST;
        List<Wanted> held =
                target.control().inTransaction(TransactionMode.READ_ONLY, t -> new MostRead(t).of(locks, most));
        List<Supplier<Optional<Session>>> opening =
                held.stream().map(_ -> SideBySide.start(() -> open(target))).toList();
        List<Session> sessions =
                opening.stream().map(Supplier::get).flatMap(Optional::stream).toList();
        return new Guards(IntStream.range(0, sessions.size())
                .mapToObj(n -> new Guard(sessions.get(n), statement(held.get(n), n + 1)))
                .toList());
    }

    private static Optional<Session> open(TargetDatabase target) {
        try {
            return Optional.of(target.sessions().open(target.endpoint()));
        } catch (SyncException _) {
            return Optional.empty(); // fewer guards help too
        }
    }

    private static String statement(Wanted lock, int number) {
        return Sql.block(SqlResource.load("guard")
                .replace("@key@", String.valueOf(KEY))
                .replace("@number@", String.valueOf(number))
                .replace("@taking@", Sql.literal(lock.taking())));
    }

    /// Starts them. They end with the transaction.
    void start(Transaction t) {
        if (guards.isEmpty()) {
            return;
        }
        t.execute("select pg_advisory_xact_lock(%d, 0)".formatted(KEY), Reason.PublishFailed, "calling the guards");
        started = true;
        guards.forEach(guard -> SideBySide.start("guard", () -> {
            try {
                guard(guard);
            } finally {
                ended.countDown();
            }
        }));
    }

    // The statement fails if the swap tells the guard to leave just when it leaves by itself.
    private void guard(Guard guard) {
        boolean again = true;
        while (again && !over) {
            try (Transaction t = guard.session().begin(TransactionMode.READ_WRITE)) {
                t.execute(guard.statement(), Reason.PublishFailed, "keeping readers out");
                again = false;
            } catch (SyncException e) {
                again = e.sqlState().filter(QUERY_CANCELED::equals).isPresent();
            }
        }
    }

    /// The statement that takes the locks, with the help of the guards if there are any.
    ///
    /// @param gently no reader may wait long for the first lock
    String locking(SwapLocks locks, Duration lockTimeout, boolean gently) {
        return guards.isEmpty() ? locks.statement(lockTimeout, gently) : locks.guarded(lockTimeout, guards.size());
    }

    @Override
    public void close() {
        over = true;
        try {
            if (started && !ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                guards.forEach(guard -> guard.session().abort());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        guards.forEach(guard -> guard.session().close());
    }
}
