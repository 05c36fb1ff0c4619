package io.databasesync.postgres.copy;

import io.databasesync.postgres.session.PostgresFailure;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyOut;

/// Streams one part of a table with `COPY`. One thread reads rows from the source into a bounded ring of buffers, and
/// the caller's thread writes them to the target. Bytes are passed on unchanged.
///
/// Neither side is committed, rolled back or closed: the caller does that. After a failure both
/// connections are unusable.
///
/// @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">COPY</a>
public final class TableCopy implements RunningCopy {
    private final CopyEnds ends;
    private final TableName table;
    private final Way way;
    private final ChunkRing ring = new ChunkRing();
    private final AtomicReference<@Nullable SyncException> readFailure = new AtomicReference<>();
    private volatile boolean targetFailed;
    private volatile boolean ending;
    private volatile @Nullable Transaction reading;
    private volatile long movedAtNanos = System.nanoTime();

    /// The settings of a copy.
    ///
    /// @param binary whether to use the binary format
    /// @param listener receives the progress
    public record Way(boolean binary, Cancellation cancellation, CopyListener listener) {}

    /// Prepares a copy.
    ///
    /// @param ends if frozen, the writing transaction must have truncated the table
    public TableCopy(CopyEnds ends, Way way) {
        this.ends = ends;
        this.table = ends.table();
        this.way = way;
    }

    /// Makes the writer fetch the error with which the target has ended the copy.
    @Override
    public void targetFailed() {
        targetFailed = true;
        ring.fail();
    }

    /// The time since the last byte moved; zero once all have moved. The target may then need long, for example to
    /// look up every foreign key.
    @Override
    public Duration stalledFor() {
        return ending ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - movedAtNanos);
    }

    /// Ends a stalled copy. The connection to the source is lost: its thread waits for that server, and the caller's
    /// thread waits for it.
    @Override
    public void giveUp() {
        ring.fail();
        Transaction source = reading;
        if (source != null) {
            source.abort();
        }
    }

    /// Copies all rows.
    ///
    /// @return rows that the target confirmed in its `COPY n` tag, not rows read from the source
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
            throw stopped(source, reader, PostgresFailure.of(e, Reason.CopyFailed, "copying table " + table));
        } catch (ChunkRing.BrokenException e) {
            throw stopped(source, reader, ended("copying", "stopped", e));
        } catch (InterruptedException e) {
            throw stopped(source, reader, ended("copying", "was interrupted", e));
        } catch (RuntimeException | Error e) { // of a listener, for example: the reader would wait for room for ever
            throw stopped(source, reader, SyncException.of(e));
        }
    }

    // If the reader failed, its failure is the cause: the writer only stopped because of it.
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
            failReading(PostgresFailure.of(e, Reason.CopyFailed, "reading table " + table + " from the source"));
        } catch (InterruptedException | ChunkRing.BrokenException e) {
            failReading(ended("reading", "stopped", e));
        } catch (Throwable e) { // the writer would wait for rows for ever
            failReading(SyncException.of(e));
        }
    }

    private SyncException ended(String doing, String how, Exception cause) {
        return SyncException.of(
                        Reason.CopyFailed,
                        "table " + table,
                        "%s table %s %s".formatted(doing, table, how),
                        Fix.advice("sync again"))
                .causedBy(cause);
    }

    private void failReading(SyncException failure) {
        readFailure.set(failure);
        ring.fail(); // the writer returns at once
    }

    private long write(Transaction target) throws SQLException, InterruptedException, ChunkRing.BrokenException {
        CopyIn in = target.copyManager().copyIn(ends.in(format()));
        try {
            return writeChunks(in);
        } catch (ChunkRing.BrokenException e) {
            if (targetFailed) {
                in.endCopy(); // throws the server's error
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
