package io.databasesync.postgres;

import io.databasesync.postgres.catalog.Sql;
import io.databasesync.postgres.catalog.TablePair;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/// Streams one table with `COPY`: one thread reads rows from the source into a bounded ring of buffers, the caller's
/// thread
/// writes them to the stage. Bytes are passed on as they are.
///
/// Neither side is committed, rolled back or closed: both stay the caller's. After a failure both connections are
/// unusable.
///
/// @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY</a>
final class TableCopy {
    private final TablePair table;
    private final String stage;
    private final Cancellation cancellation;
    private final CopyListener listener;
    private final ChunkRing ring = new ChunkRing();
    private final AtomicReference<@Nullable SyncException> readFailure = new AtomicReference<>();

    /// Prepares a copy.
    ///
    /// @param stage the table to fill, as SQL spells it; must be truncated in the writing transaction
    TableCopy(TablePair table, String stage, Cancellation cancellation, CopyListener listener) {
        this.table = table;
        this.stage = stage;
        this.cancellation = cancellation;
        this.listener = listener;
    }

    /// Copies all rows.
    ///
    /// @return rows the target confirmed in its `COPY n` tag, not rows read from the source
    /// @throws SyncException `CopyFailed`, with the server's message and SQLSTATE; the target
    /// transaction is then aborted
    long run(Transaction source, Transaction target) {
        Thread reader =
                Thread.ofPlatform().name("read " + table.name()).daemon().start(() -> read(source));
        try {
            long rows = write(target);
            reader.join();
            return rows;
        } catch (SQLException e) {
            throw stopped(source, reader, PostgresFailure.of(e, Reason.CopyFailed, "copying " + table.name()));
        } catch (ChunkRing.BrokenException e) {
            throw stopped(
                    source, reader, new SyncException(Reason.CopyFailed, "copying " + table.name() + " stopped", e));
        } catch (InterruptedException e) {
            throw stopped(
                    source,
                    reader,
                    new SyncException(Reason.CopyFailed, "copying " + table.name() + " interrupted", e));
        }
    }

    // The reader's failure is the cause if it has one: the writer only stopped because of it.
    private SyncException stopped(Transaction source, Thread reader, SyncException failure) {
        ring.fail();
        source.abort();
        try {
            reader.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cancellation.check();
        @Nullable SyncException cause = readFailure.get();
        return cause != null && failure.getCause() instanceof ChunkRing.BrokenException ? cause : failure;
    }

    private void read(Transaction source) {
        try {
            CopyOut out = source.copyManager().copyOut(copyOut());
            for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
                ring.add(row);
            }
            ring.end();
        } catch (SQLException e) {
            failReading(PostgresFailure.of(e, Reason.CopyFailed, "reading " + table.name() + " from the source"));
        } catch (InterruptedException | ChunkRing.BrokenException e) {
            failReading(new SyncException(Reason.CopyFailed, "reading " + table.name() + " stopped", e));
        } catch (RuntimeException e) {
            failReading(SyncException.of(e));
        }
    }

    private void failReading(SyncException failure) {
        readFailure.set(failure);
        ring.fail();
    }

    private long write(Transaction target) throws SQLException, InterruptedException, ChunkRing.BrokenException {
        CopyIn in = target.copyManager().copyIn(copyIn());
        try {
            while (true) {
                ChunkRing.Chunk chunk = ring.take();
                if (chunk.end()) {
                    return in.endCopy();
                }
                int length = chunk.data().limit();
                in.writeToCopy(chunk.data().array(), 0, length);
                ring.release(chunk);
                listener.copied(length, chunk.rows());
            }
        } finally {
            if (in.isActive()) {
                in.cancelCopy();
            }
        }
    }

    private String copyOut() {
        String columns = Sql.list(table.columns());
        String what = table.selectsGenerated()
                ? "(select " + columns + " from only " + Sql.qualified(table.name()) + ")"
                : Sql.qualified(table.name()) + " (" + columns + ")";
        return "copy " + what + " to stdout with (format " + format() + ", encoding 'UTF8')";
    }

    private String copyIn() {
        return "copy " + stage + " (" + Sql.list(table.columns()) + ") from stdin with (freeze, format " + format()
                + ", encoding 'UTF8')";
    }

    private String format() {
        return table.binary() ? "binary" : "text";
    }
}
