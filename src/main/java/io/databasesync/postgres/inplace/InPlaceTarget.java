package io.databasesync.postgres.inplace;

import io.databasesync.postgres.catalog.RowCounts;
import io.databasesync.postgres.checksum.RowDifferences;
import io.databasesync.postgres.checksum.TableChecksum;
import io.databasesync.postgres.checksum.TableDigest;
import io.databasesync.postgres.copy.CopyEnds;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.copy.TableCopy;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.ApplicationContext;
import io.databasesync.postgres.session.Script;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.postgres.stage.IndexStep;
import io.databasesync.postgres.stage.Prerequisites;
import io.databasesync.postgres.stage.SequenceMove;
import io.databasesync.postgres.stage.TableContent;
import io.databasesync.postgres.target.Backends;
import io.databasesync.postgres.target.History;
import io.databasesync.postgres.target.Lease;
import io.databasesync.postgres.target.Published;
import io.databasesync.postgres.target.TableWrites;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// One session of the target with one transaction that empties, fills and checks tables and commits. Readers of these
/// tables wait for its end. Without a commit, the tables are unchanged.
public final class InPlaceTarget implements AutoCloseable, TableContent {
    /// A connection on which no byte moves for this time is dead, even if its sockets look alive.
    private static final Duration STALLED = Duration.ofMinutes(5);

    private final TargetDatabase target;
    private final InPlaceTables tables;
    private final Session session;
    private @Nullable Transaction transaction;
    private @Nullable InPlaceSteps steps;
    private Optional<String> written = Optional.empty();
    private volatile @Nullable TableCopy copying;

    private InPlaceTarget(TargetDatabase target, InPlaceTables tables) {
        this.target = target;
        this.tables = tables;
        this.session = target.sessions().open(target.endpoint());
    }

    public static InPlaceTarget open(TargetDatabase target, InPlaceTables tables) {
        return new InPlaceTarget(target, tables);
    }

    /// Begins the transaction and tries once to lock the tables. From then on, readers wait.
    ///
    /// @throws SyncException `TargetLocked` if a lock was not granted in time: then no reader waits for us;
    /// `PublishFailed` if something has changed since the validation
    public void lock(Duration lockTimeout) {
        Transaction begun = session.begin(TransactionMode.READ_WRITE);
        try {
            steps = InPlaceSteps.lock(begun, tables, target.identity(), lockTimeout);
            transaction = begun;
        } catch (RuntimeException | Error e) {
            begun.close();
            throw e;
        }
    }

    /// Compares what others have written since the start of the run. Call it before the tables are emptied.
    ///
    /// @throws SyncException `TargetWritten` if the run refuses that
    public void check(TableWrites writes) {
        writes.check(open());
        written = writes.warning();
    }

    /// Empties the tables and makes the missing ones.
    public void empty(Prerequisites needed, Lease lease) {
        steps().empty(needed, lease.runId());
    }

    /// Fills a table, or a leaf of it.
    ///
    /// @return rows that the target confirmed
    public long copy(RunTable table, CopyEnds ends, SourceSnapshot.Reader source, TableCopy.Way way) {
        if (table.pair().rowless()) {
            return 0;
        }
        if (table.pair().columns().isEmpty()) { // COPY t () is no valid statement
            long rows = source.count(table.pair());
            return open().update(
                            "insert into " + Sql.qualified(table.name()) + " select from generate_series(1, ?)",
                            Reason.CopyFailed,
                            "copying table " + table.name(),
                            rows);
        }
        TableCopy copy = new TableCopy(ends, way);
        copying = copy;
        try {
            String doing = "copying table " + table.name();
            open().tell(ApplicationContext.ENTER, Reason.CopyFailed, doing);
            long rows = copy.run(source.transaction(), open());
            open().tell(ApplicationContext.LEAVE, Reason.CopyFailed, doing);
            return rows;
        } finally {
            copying = null;
        }
    }

    /// Checks whether the server has ended the running copy, or the copy has stalled. The driver does not read while
    /// it writes. Call it every second or so.
    public void observe() {
        TableCopy now = copying;
        if (now == null) {
            return;
        }
        if (now.stalledFor().compareTo(STALLED) > 0) {
            now.giveUp();
            session.abort();
        } else if (!Backends.failed(target, List.of(session.backendPid())).isEmpty()) {
            now.targetFailed();
        }
    }

    /// The process id of this connection in the server's views.
    public int backendPid() {
        return session.backendPid();
    }

    /// Builds one index over the new rows.
    public void buildIndex(RunTable table, IndexStep step) {
        String doing = "building index %s on %s".formatted(step.index().name(), table.name());
        open().tell(ApplicationContext.ENTER, Reason.IndexFailed, doing);
        steps().build(table, step);
        open().tell(ApplicationContext.LEAVE, Reason.IndexFailed, doing);
    }

    /// Makes constraints of a created table's indexes, and gathers statistics for the planner.
    public void finish(RunTable table) {
        steps().finish(table);
    }

    /// Adds foreign keys again, and lets triggers fire again.
    ///
    /// @throws SyncException `ForeignKeyOutside` if rows of other tables refer to rows that are gone
    public void restore() {
        steps().addLooseConstraints();
        steps().addForeignKeys();
        steps().restoreKeyTriggers();
        steps().enableTriggers();
    }

    /// Proves that each table has all its parts.
    ///
    /// @throws SyncException `VerificationFailed`, naming the table and the parts it lacks
    public void proveWhole() {
        steps().proveWhole(UnaryOperator.identity());
        steps().proveKeys();
    }

    @Override
    public String where() {
        return "on the target";
    }

    @Override
    public List<Long> count(List<RunTable> loaded) {
        return RowCounts.ask(
                        open(),
                        Reason.VerificationFailed,
                        loaded.stream()
                                .map(table -> new RowCounts.Rows(
                                        rows(table), "counting table " + table.name() + " on the target"))
                                .toList())
                .get();
    }

    @Override
    public TableDigest checksum(RunTable table) {
        return checksumOf(table).digest(open());
    }

    @Override
    public NamedRows differences(RunTable table, SourceSnapshot.Reader source) {
        TableChecksum here = TableChecksum.ofSource(table.pair());
        return new RowDifferences(here, source.transaction(), checksumOf(table), open()).find();
    }

    private TableChecksum checksumOf(RunTable table) {
        return TableChecksum.ofTarget(table.pair(), Sql.qualified(table.name()), where());
    }

    static String rows(RunTable table) {
        return table.pair().definition().rowsOf(Sql.qualified(table.name()));
    }

    /// Commits: the new rows become visible. Sequences come last, because a rollback does not reset
    /// those of other owners.
    ///
    /// @throws SyncException `TargetBusy` if the lease is lost; nothing has changed then
    public void publish(Lease lease, Published published, List<SequenceMove> moves) {
        Transaction t = open();
        InPlaceSequences sequences = InPlaceSequences.lock(t, tables, moves);
        lease.heartbeat(t); // locks the row: nobody takes the lease before this commits
        t.execute(new Script()
                .addAll(
                        History.success(lease.runId(), published, Optional.of(ChosenMode.InPlace)),
                        Reason.PublishFailed,
                        "writing the history"));
        written.ifPresent(warning -> History.warn(t, lease.runId(), warning));
        sequences.set();
        t.commit();
    }

    /// Makes sure that a session of this process that may have lost its client has ended. Its work is committed by
    /// then or never will be.
    ///
    /// @param fresh a connection of another `Sessions`
    public void end(TargetDatabase fresh) {
        Backends.end(fresh, session.backendPid(), target.sessions());
    }

    private Transaction open() {
        return Objects.requireNonNull(transaction, "locked first");
    }

    private InPlaceSteps steps() {
        return Objects.requireNonNull(steps, "locked first");
    }

    /// Without a commit, rolls everything back.
    @Override
    public void close() {
        Transaction open = transaction;
        transaction = null;
        if (open != null) {
            open.close();
        }
        session.close();
    }
}
