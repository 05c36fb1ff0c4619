package io.databasesync.postgres.stage;

import io.databasesync.postgres.copy.CopiesTogether;
import io.databasesync.postgres.copy.CopyEnds;
import io.databasesync.postgres.copy.RunningCopy;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.copy.TableCopy;
import io.databasesync.postgres.copy.TablePart;
import io.databasesync.postgres.session.ApplicationContext;
import io.databasesync.postgres.session.Batch;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.postgres.target.Lease;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Fills stage tables with rows of the source, on one connection to the target. Another thread may watch it.
public final class PartLoading {
    private final Session session;
    private final Lease lease;
    private volatile @Nullable RunningCopy running;

    PartLoading(Session session, Lease lease) {
        this.session = session;
        this.lease = lease;
    }

    /// Fills a stage table with a part of the source's rows. A whole table is frozen, so that readers need no hint
    /// bits and no vacuum later.
    ///
    /// @return rows that the target confirmed
    public long load(TablePart part, SourceSnapshot.Reader source, TableCopy.Way way) {
        return writing(t -> load(t, part, source, way));
    }

    private <T> T writing(Function<Transaction, T> work) {
        try {
            return session.inTransaction(TransactionMode.STAGE_WRITE, work);
        } catch (SyncException e) {
            throw lease.named(e);
        }
    }

    /// The same after a try whose end is unknown. A part that is loaded already is left alone.
    public long loadAgain(TablePart part, SourceSnapshot.Reader source, TableCopy.Way way) {
        return writing(t -> {
            OptionalLong before = Ledger.claim(t, lease, part);
            return before.isPresent() ? before.getAsLong() : load(t, part, source, way);
        });
    }

    /// Fills small tables, all of them in one transaction.
    public List<CopiesTogether.Rows> loadTogether(
            List<CopiesTogether.Item> items, SourceSnapshot.Reader source, Cancellation cancellation) {
        CopiesTogether copies = new CopiesTogether(items, source.transaction(), cancellation);
        return writing(t -> {
            List<CopiesTogether.Rows> rows = watched(copies, () -> copies.run(t));
            Ledger.complete(
                    t,
                    lease,
                    rows.stream()
                            .map(r -> new Ledger.Loaded(r.part(), r.copied()))
                            .toList());
            return rows;
        });
    }

    private long load(Transaction t, TablePart part, SourceSnapshot.Reader source, TableCopy.Way way) {
        long rows = rows(t, part, source, way);
        Ledger.complete(t, lease, List.of(new Ledger.Loaded(part, rows)));
        return rows;
    }

    private long rows(Transaction t, TablePart part, SourceSnapshot.Reader source, TableCopy.Way way) {
        String stage = part.table().ddl().stage();
        String doing = "copying table " + part.name();
        if (part.table().pair().rowless()) {
            return 0;
        }
        if (part.table().pair().columns().isEmpty()) { // COPY t () is no valid statement
            long rows = source.count(part.table().pair());
            return t.update(
                    "insert into " + stage + " select from generate_series(1, ?)", Reason.CopyFailed, doing, rows);
        }
        Batch before = new Batch();
        if (part.frozen()) {
            before.add("truncate only " + stage, doing);
        }
        t.execute(before.addAll(ApplicationContext.STATEMENTS, doing), Reason.CopyFailed);
        TableCopy copy = new TableCopy(CopyEnds.ofPart(part), way);
        return watched(copy, () -> copy.run(source.transaction(), t));
    }

    private <T> T watched(RunningCopy copy, Supplier<T> work) {
        running = copy;
        try {
            return work.get();
        } finally {
            running = null;
        }
    }

    /// Tells a running copy that the server has ended it with an error. The driver would read the
    /// error only at the end.
    public void targetFailed() {
        RunningCopy now = running;
        if (now != null) {
            now.targetFailed();
        }
    }

    /// The time since the last byte of the running copy moved; zero if there is no copy.
    public Duration stalledFor() {
        RunningCopy now = running;
        return now == null ? Duration.ZERO : now.stalledFor();
    }

    /// Gives up a stalled copy, and its connection, without telling the server.
    public void giveUp() {
        RunningCopy now = running;
        if (now != null) {
            now.giveUp();
        }
        session.abort();
    }
}
