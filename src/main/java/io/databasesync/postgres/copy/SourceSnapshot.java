package io.databasesync.postgres.copy;

import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.SequenceValue;
import io.databasesync.postgres.checksum.TableChecksum;
import io.databasesync.postgres.checksum.TableDigest;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.util.List;
import java.util.Map;

/// One exported snapshot of the source, alive until it is closed. Every reader of the run sees this snapshot.
public final class SourceSnapshot implements AutoCloseable {
    private final SourceDatabase source;
    private final Transaction holder;
    private final String id;
    private final Map<Long, Long> heapBlocks;
    private boolean closed;

    SourceSnapshot(SourceDatabase source, Transaction holder, String id, Map<Long, Long> heapBlocks) {
        this.source = source;
        this.holder = holder;
        this.id = id;
        this.heapBlocks = heapBlocks;
    }

    /// Opens a connection that reads in this snapshot. The caller must close it.
    public Reader openReader() {
        Session session = source.open();
        try {
            return new Reader(session, join(session));
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
    }

    private Transaction join(Session session) {
        Transaction transaction = session.join(id);
        try {
            transaction.queryLong("select 1", Reason.ConnectionLost, "joining the source's snapshot");
            return transaction;
        } catch (SyncException e) {
            transaction.close();
            source.assertReached(session);
            throw e;
        }
    }

    /// The number of heap blocks of the tables, by OID. Rows in blocks that are added later are not in the snapshot.
    public Map<Long, Long> heapBlocks() {
        return heapBlocks;
    }

    /// The positions of some sequences, in their order. Sequences are outside of snapshots: they are never behind the
    /// rows that were read.
    public synchronized List<SequenceValue> values(List<Sequence> sequences) {
        List<Answer<List<SequenceValue>>> values = sequences.stream()
                .map(sequence -> holder.ask(
                        "select last_value, is_called from " + Sql.qualified(sequence.schema(), sequence.name()),
                        row -> new SequenceValue(row.getLong(1), row.getBoolean(2)),
                        Reason.CopyFailed,
                        "reading sequence %s.%s on the source".formatted(sequence.schema(), sequence.name())))
                .toList();
        return values.stream().map(value -> value.get().getFirst()).toList();
    }

    /// Keeps the holder's connection from looking idle to a firewall or pooler in between. Call it every 20 s or so.
    public synchronized void keepAlive() {
        if (closed) {
            return;
        }
        holder.queryLong("select 1", Reason.ConnectionLost, "keeping the source's snapshot alive");
    }

    /// Ends the snapshot before it is closed, so that the source may vacuum again.
    public synchronized void end() {
        if (!closed) {
            closed = true;
            holder.close();
        }
    }

    @Override
    public void close() {
        end();
    }

    /// A connection in the snapshot.
    ///
    /// @param session closed with the reader
    public record Reader(Session session, Transaction transaction) implements AutoCloseable {
        /// Counts the rows that are read from a table.
        public long count(TablePair table) {
            return transaction.queryLong(
                    table.rows().count(),
                    Reason.VerificationFailed,
                    "counting table " + table.name() + " on the source");
        }

        /// Computes the digest of a table.
        public TableDigest checksum(TablePair table) {
            return TableChecksum.ofSource(table).digest(transaction);
        }

        @Override
        public void close() {
            transaction.close();
            session.close();
        }
    }
}
