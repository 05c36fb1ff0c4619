package io.databasesync.engine.swap;

import io.databasesync.engine.work.ChangingWork;
import io.databasesync.engine.work.PipeCount;
import io.databasesync.postgres.copy.TablePart;
import io.databasesync.sync.SyncRequest.Parallelism;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// As many copying threads as make the copy faster, or as many as the request says.
final class AdaptivePipes {
    private static final Logger LOG = LoggerFactory.getLogger(AdaptivePipes.class);

    private final Parallelism parallelism;
    private final ChangingWork<List<TablePart>, Pipe> work;
    private final LongSupplier bytes;
    private final PipeCount count;
    private long sampledAt = System.nanoTime();
    private long sampledBytes;
    private int sampledThreads;

    /// @param bytes that all threads have copied until now
    AdaptivePipes(Parallelism parallelism, ChangingWork<List<TablePart>, Pipe> work, LongSupplier bytes) {
        this.parallelism = parallelism;
        this.work = work;
        this.bytes = bytes;
        this.count = new PipeCount(parallelism.tables());
    }

    /// Copies all parts.
    void run() {
        work.want(count());
        work.join();
    }

    /// The number of threads that copy, unless too few parts are left.
    synchronized int count() {
        return parallelism.adaptive() ? count.count() : parallelism.tables();
    }

    /// Takes a sample once the threads have worked for a second in the same number.
    synchronized void adapt(long nanoTime) {
        if (!parallelism.adaptive() || !work.waiting()) { // at the end of the work, rates say nothing
            return;
        }
        int threads = work.running();
        long now = bytes.getAsLong();
        double seconds = (nanoTime - sampledAt) / (double) Duration.ofSeconds(1).toNanos();
        if (threads == sampledThreads && threads == count.count() && seconds > 0.5) {
            int before = count.count();
            double rate = (now - sampledBytes) / seconds;
            int wanted = count.sample(rate);
            if (wanted != before) {
                LOG.info("phase=Copying connections={} before={} bytesPerSecond={}", wanted, before, (long) rate);
                work.want(wanted);
            }
        }
        sampledThreads = threads;
        sampledBytes = now;
        sampledAt = nanoTime;
    }
}
