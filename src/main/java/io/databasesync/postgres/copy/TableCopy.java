package io.databasesync.postgres.copy;

import io.databasesync.postgres.session.PostgresFailure;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/// Streams one part of a table with `COPY`: one thread reads rows from the source into a bounded ring of
/// buffers, the caller's thread writes them to the target. Bytes are passed on as they are.
///
/// Neither side is committed, rolled back or closed: both stay the caller's. After a failure both
/// connections are unusable.
///
/// @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY</a>
public final class TableCopy {
    private final CopyEnds ends;
    private final TableName table;
    private final Way way;
    private final ChunkRing ring = new ChunkRing();
    private final AtomicReference<@Nullable SyncException> readFailure = new AtomicReference<>();
    private volatile boolean targetFailed;
    private volatile boolean ending;
    private volatile @Nullable Transaction reading;
    private volatile long movedAtNanos = System.nanoTime();

    /// How a copy is done.
    ///
    /// @param binary whether in the binary format
    /// @param listener hears how far it is
    public record Way(boolean binary, Cancellation cancellation, CopyListener listener) {}

    /// Prepares a copy.
    ///
    /// @param ends if frozen, what is filled must be truncated in the writing transaction
    public TableCopy(CopyEnds ends, Way way) {
        this.ends = ends;
        this.table = ends.table();
        this.way = way;
    }

    /// Makes the writer fetch the error with which the target has ended the copy.
    public void targetFailed() {
        targetFailed = true;
        ring.fail();
    }

    /// How long no byte has moved; zero once all have: what the target does then, such as looking up every
    /// foreign key, takes its time.
    public Duration stalledFor() {
        return ending ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - movedAtNanos);
    }

    /// Ends a copy of which no byte moves, at the price of the connection to the source: its thread waits for that
    /// server, and the caller's for it.
    public void giveUp() {
        ring.fail();
        Transaction source = reading;
        if (source != null) {
            source.abort();
        }
    }

    /// Copies all rows.
    ///
    /// @return rows the target confirmed in its `COPY n` tag, not rows read from the source
    /// @throws SyncException `CopyFailed`, with the server's message and SQLSTATE; the target
    /// transaction is then aborted
    public long run(Transaction source, Transaction target) {
        reading = source;
        Thread reader = Thread.ofPlatform().name("read " + table).daemon().start(() -> read(source));
        try {
            long rows = write(target);
            reader.join();
            return rows;
        } catch (SQLException e) {
            throw stopped(source, reader, PostgresFailure.of(e, Reason.CopyFailed, "copying " + table));
        } catch (ChunkRing.BrokenException e) {
            throw stopped(source, reader, new SyncException(Reason.CopyFailed, "copying " + table + " stopped", e));
        } catch (InterruptedException e) {
            throw stopped(source, reader, new SyncException(Reason.CopyFailed, "copying " + table + " interrupted", e));
        } catch (RuntimeException | Error e) { // of a listener, say: the reader would wait for room for ever
            throw stopped(source, reader, SyncException.of(e));
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
        way.cancellation().check();
        @Nullable SyncException cause = readFailure.get();
        return cause != null && failure.getCause() instanceof ChunkRing.BrokenException ? cause : failure;
    }

    private void read(Transaction source) {
        try {
            CopyOut out = source.copyManager().copyOut(ends.out(format()));
            BinaryRows rows = new BinaryRows();
            for (byte[] data = out.readFromCopy(); data != null; data = out.readFromCopy()) {
                ring.add(data, way.binary() ? rows.in(data) : 1);
            }
            ring.end();
        } catch (SQLException e) {
            failReading(PostgresFailure.of(e, Reason.CopyFailed, "reading " + table + " from the source"));
        } catch (InterruptedException | ChunkRing.BrokenException e) {
            failReading(new SyncException(Reason.CopyFailed, "reading " + table + " stopped", e));
        } catch (Throwable e) { // the writer would wait for rows for ever
            failReading(SyncException.of(e));
        }
    }

    private void failReading(SyncException failure) {
        readFailure.set(failure);
        ring.fail(); // the writer comes back at once
    }

    private long write(Transaction target) throws SQLException, InterruptedException, ChunkRing.BrokenException {
        CopyIn in = target.copyManager().copyIn(ends.in(format()));
        try {
            return writeChunks(in);
        } catch (ChunkRing.BrokenException e) {
            if (targetFailed) {
                in.endCopy(); // throws what the server said
                throw new SQLException("the target ended COPY early");
            }
            throw e;
        } finally {
            if (in.isActive()) {
                in.cancelCopy();
            }
        }
    }

    private long writeChunks(CopyIn in) throws SQLException, InterruptedException, ChunkRing.BrokenException {
        while (true) {
            ChunkRing.Chunk chunk = ring.take();
            if (chunk.end()) {
                ending = true;
                return in.endCopy();
            }
            int length = chunk.data().limit();
            in.writeToCopy(chunk.data().array(), 0, length);
            ring.release(chunk);
            movedAtNanos = System.nanoTime();
            way.listener().copied(length, chunk.rows());
        }
    }

    private String format() {
        return way.binary() ? "binary" : "text";
    }
}
