package io.databasesync.postgres.stage;

import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.ApplicationContext;
import io.databasesync.postgres.session.Batch;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.SessionPool;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.postgres.target.Lease;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection to the target that writes to stages only. Every transaction proves the lease before it commits: a
/// stage outlives its process and then belongs to the next process.
public final class StageConnection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StageConnection.class);
    /// The disk is full, or the shared memory that a container gives to parallel workers.
    private static final String NO_SPACE = "53100";
    private static final String DUPLICATE_OBJECT = "42710";

    private final SessionPool sessions;
    private final Session session;
    private final Lease lease;
    private final PartLoading loading;

    StageConnection(SessionPool sessions, Lease lease) {
        this.sessions = sessions;
        this.session = sessions.take();
        this.lease = lease;
        this.loading = new PartLoading(session, lease);
    }

    /// Fills stage tables.
    public PartLoading loading() {
        return loading;
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

    /// Builds indexes and makes constraints in one transaction, and sends its statements together.
    ///
    /// @param builds at least one
    public void build(List<TableBuild> builds) {
        try {
            build(builds, false);
        } catch (SyncException e) {
            if (builds.stream().noneMatch(TableBuild::hnsw) || !e.sqlState().equals(Optional.of(NO_SPACE))) {
                throw e;
            }
            LOG.warn(
                    "table={} building hnsw without workers, whose shared memory is lacking: {}",
                    builds.getFirst().table().name(),
                    e.getMessage());
            build(builds, true);
        }
    }

    private void build(List<TableBuild> builds, boolean serial) {
        Batch batch = new Batch();
        batch.addAll(
                ApplicationContext.STATEMENTS,
                "building indexes of table " + builds.getFirst().table().name());
        builds.forEach(b -> b.addTo(batch, serial));
        if (builds.stream().anyMatch(b -> b.statistics() != null)) {
            batch.addAll(ApplicationContext.BACK, "writing statistics");
        }
        write(t -> {
            t.tell(batch, Reason.IndexFailed);
            builds.forEach(b -> b.writeStatistics(t));
            StageLog.record(
                    t,
                    lease.runId(),
                    builds.stream().flatMap(b -> b.done().stream()).toList());
        });
    }

    // All in one message, unless the work waits for an answer.
    private void write(Consumer<Transaction> work) {
        try {
            session.write(TransactionMode.STAGE_WRITE, t -> {
                work.accept(t);
                lease.tellProof(t);
            });
        } catch (SyncException e) {
            throw lease.named(e);
        }
    }

    /// The same after a try whose end is unknown. Work that is done already is left alone.
    public void buildAgain(List<TableBuild> builds) {
        Set<StageLog.Done> done =
                new HashSet<>(session.ask(TransactionMode.READ_ONLY, t -> StageLog.of(t, lease.runId())));
        if (!builds.stream().allMatch(b -> done.containsAll(b.done()))) {
            build(builds);
        }
    }

    void join(Batch joining) {
        write(t -> t.tell(joining, Reason.IndexFailed));
    }

    /// Adds foreign keys to other stages in one transaction. They lock both tables, so one writer adds all; several
    /// would wait for each other.
    public void addForeignKeys(List<RunTable> tables) {
        Batch adding = new Batch();
        tables.forEach(table -> adding.addAll(table.ddl().innerForeignKeys(), adding(table)));
        if (!adding.isEmpty()) {
            write(t -> t.tell(adding, Reason.IndexFailed));
        }
    }

    /// The same after a try whose end is unknown. Keys that are there already are left alone.
    public void addForeignKeysAgain(List<RunTable> tables) {
        for (RunTable table : tables) {
            for (String sql : table.ddl().innerForeignKeys()) {
                try {
                    write(t -> t.tell(sql, Reason.IndexFailed, adding(table)));
                } catch (SyncException e) {
                    if (!e.sqlState().equals(Optional.of(DUPLICATE_OBJECT))) {
                        throw e;
                    }
                }
            }
        }
    }

    private static String adding(RunTable table) {
        return "adding the foreign keys of table " + table.name();
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
        if (!setting.isEmpty()) {
            write(t -> {
                lease.tellProof(t); // first: setval takes effect before the commit
                t.tell(setting, Reason.StageFailed);
            });
        }
    }

    /// Reads what the stage and other tables have, in one transaction.
    public <T> T reading(Function<Transaction, T> work) {
        return session.inTransaction(TransactionMode.READ_ONLY, work);
    }

    /// Leaves the connection to the next user, unless it is lost.
    @Override
    public void close() {
        if (session.lost()) {
            discard();
        } else {
            sessions.giveBack(session);
        }
    }

    /// Closes the connection after a failure. Others may be lost as well.
    public void discard() {
        session.close();
        sessions.closeIdle();
    }
}
