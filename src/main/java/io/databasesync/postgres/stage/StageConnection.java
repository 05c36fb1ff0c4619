package io.databasesync.postgres.stage;

import io.databasesync.postgres.copy.CopyEnds;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.copy.TableCopy;
import io.databasesync.postgres.copy.TablePart;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.ApplicationContext;
import io.databasesync.postgres.session.Batch;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.postgres.target.Lease;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection to the target that writes to stages only. Every transaction proves the lease before it commits: a
/// stage outlives its process and then belongs to the next process.
public final class StageConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StageConnection.class);
    /// The disk is full, or the shared memory that a container gives to parallel workers.
    private static final String NO_SPACE = "53100";
    private static final String DUPLICATE_OBJECT = "42710";

    private final Session session;
    private final Lease lease;
    private volatile @Nullable TableCopy copying;

    StageConnection(Session session, Lease lease) {
        this.session = session;
        this.lease = lease;
    }

    /// Fills a stage table with a part of the source's rows. A whole table is frozen, so that readers need no hint
    /// bits and no vacuum later. A part that is loaded already is left alone.
    ///
    /// @return rows that the target confirmed
    public long copy(TablePart part, SourceSnapshot.Reader source, TableCopy.Way way) {
        return session.inTransaction(TransactionMode.STAGE_WRITE, t -> {
            OptionalLong before = Ledger.claim(t, lease, part);
            if (before.isPresent()) {
                return before.getAsLong();
            }
            long rows = load(t, part, source, way);
            Ledger.complete(t, lease, part, rows);
            return rows;
        });
    }

    private long load(Transaction t, TablePart part, SourceSnapshot.Reader source, TableCopy.Way way) {
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
        if (part.frozen()) {
            t.execute("truncate only " + stage, Reason.CopyFailed, doing);
        }
        t.execute(ApplicationContext.ENTER, Reason.CopyFailed, doing);
        TableCopy copy = new TableCopy(CopyEnds.ofPart(part), way);
        copying = copy;
        try {
            return copy.run(source.transaction(), t);
        } finally {
            copying = null;
        }
    }

    /// Tells a running copy that the server has ended it with an error. The driver would read the
    /// error only at the end.
    public void targetFailed() {
        TableCopy now = copying;
        if (now != null) {
            now.targetFailed();
        }
    }

    /// The time since the last byte of the running copy moved; zero if there is no copy.
    public Duration stalledFor() {
        TableCopy now = copying;
        return now == null ? Duration.ZERO : now.stalledFor();
    }

    /// Gives up a stalled copy, and its connection, without telling the server.
    public void giveUp() {
        TableCopy now = copying;
        if (now != null) {
            now.giveUp();
        }
        session.abort();
    }

    /// Whether the connection has ended.
    public boolean lost() {
        return session.lost();
    }

    /// The process id of this connection in the server's views; behind a transaction pooler, that of any of the
    /// pooler's connections.
    public int backendPid() {
        return session.backendPid();
    }

    /// Builds indexes in one transaction.
    ///
    /// @param last whether to make constraints of all indexes of the table afterwards, and to gather
    /// statistics for the planner
    public void build(RunTable table, List<IndexStep> indexes, boolean last) {
        try {
            build(table, indexes, last, false);
        } catch (SyncException e) {
            boolean hnsw = indexes.stream().anyMatch(IndexStep::hnsw);
            if (!hnsw || !e.sqlState().equals(Optional.of(NO_SPACE))) {
                throw e;
            }
            LOG.warn(
                    "table={} building hnsw without workers, whose shared memory is lacking: {}",
                    table.name(),
                    e.getMessage());
            build(table, indexes, last, true);
        }
    }

    private void build(RunTable table, List<IndexStep> indexes, boolean last, boolean alone) {
        session.write(TransactionMode.STAGE_WRITE, t -> {
            t.execute(ApplicationContext.ENTER, Reason.IndexFailed, "building indexes of table " + table.name());
            for (IndexStep step : indexes) {
                step.build(t, table, alone);
                StageLog.record(t, lease.runId(), StageLog.built(table, step.index()));
            }
            if (last) {
                execute(t, table.ddl().constraintStatements(), "adding constraints to table " + table.name());
                if (!table.pair().definition().table().partitioned()
                        && !table.pair().definition().table().partition()) {
                    execute(t, List.of("analyze " + table.ddl().stage()), "analyzing table " + table.name());
                } // the server analyzes a whole tree together, when it is joined
                StageLog.record(t, lease.runId(), StageLog.finished(table));
            }
            lease.prove(t);
        });
    }

    /// Whether a transaction has committed that builds these indexes.
    ///
    /// @param last whether it finishes the table
    public boolean isBuilt(RunTable table, List<IndexStep> indexes, boolean last) {
        List<StageLog.Done> steps = new ArrayList<>();
        indexes.forEach(i -> steps.add(StageLog.built(table, i.index())));
        if (last) {
            steps.add(StageLog.finished(table));
        }
        return session.inTransaction(TransactionMode.READ_ONLY, t -> StageLog.of(t, lease.runId()))
                .containsAll(steps);
    }

    /// Attaches partitions to their tables, and their indexes to those of the tables. The server checks that every
    /// row belongs there.
    public void joinTrees(Stage stage) {
        for (String sql : Trees.attach(stage.filled())) {
            session.write(TransactionMode.STAGE_WRITE, t -> {
                t.execute(sql, Reason.IndexFailed, "attaching a partition");
                lease.prove(t);
            });
        }
        List<String> statements = Trees.join(stage.tables());
        if (!statements.isEmpty()) {
            session.write(TransactionMode.STAGE_WRITE, t -> {
                execute(t, statements, "joining partitions and their indexes");
                lease.prove(t);
            });
        }
    }

    /// Adds foreign keys to other stages. They lock both tables, so one writer adds all; several would
    /// wait for each other.
    ///
    /// @param again whether some may be there, because the connection was lost that added them
    public void addForeignKeys(RunTable table, boolean again) {
        for (String sql : table.ddl().innerForeignKeys()) {
            try {
                session.write(TransactionMode.STAGE_WRITE, t -> {
                    t.execute(sql, Reason.IndexFailed, "adding the foreign keys of table " + table.name());
                    lease.prove(t);
                });
            } catch (SyncException e) {
                if (!again || !e.sqlState().equals(Optional.of(DUPLICATE_OBJECT))) {
                    throw e;
                }
            }
        }
    }

    /// The loaded rows.
    public StageContent content() {
        return new StageContent(session);
    }

    /// Sets sequences that move with their tables.
    ///
    /// @param moves with values
    public void setSequences(List<SequenceMove> moves, StageSchemas schemas) {
        Batch setting = new Batch();
        for (SequenceMove move : moves) {
            String schema = move.sequence().table().orElseThrow().schema();
            String staged = schemas.stage().getOrDefault(schema, schema);
            setting.add(
                    SequencePositions.set(
                            Sql.qualified(staged, move.sequence().sequence().name()),
                            move.value().orElseThrow()),
                    "setting sequence " + move.sequence().name());
        }
        session.write(TransactionMode.STAGE_WRITE, t -> {
            lease.prove(t); // first: setval takes effect before the commit
            t.execute(setting, Reason.StageFailed);
        });
    }

    private static void execute(Transaction t, List<String> statements, String doing) {
        statements.forEach(sql -> t.execute(sql, Reason.IndexFailed, doing));
    }

    @Override
    public void close() {
        session.close();
    }
}
