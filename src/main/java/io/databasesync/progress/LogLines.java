package io.databasesync.progress;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One `info` line when a phase begins, with what the one before took, and one whenever further tables are done.
public final class LogLines implements ProgressSink {
    private static final Logger LOG = LoggerFactory.getLogger(LogLines.class);

    private final InstantSource clock;
    private @Nullable Phase phase;
    private Instant entered = Instant.MIN;
    private long tablesDone;

    public LogLines(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized void report(Progress progress) {
        if (progress.phase() != phase) {
            enter(progress);
        } else if (progress.tables().done() != tablesDone) {
            LOG.info(
                    "phase={} percent={} tables={}/{} rows={}/{} bytes={} bytesPerSecond={}",
                    progress.phase(),
                    progress.percent(),
                    progress.tables().done(),
                    progress.tables().total(),
                    progress.rows().done(),
                    progress.rows().total(),
                    progress.bytes().done(),
                    progress.bytesPerSecond());
        }
        tablesDone = progress.tables().done();
    }

    private void enter(Progress progress) {
        Instant now = clock.instant();
        if (phase == null) {
            LOG.info("phase={} percent={}", progress.phase(), progress.percent());
        } else {
            Duration took = Duration.between(entered, now);
            LOG.info("phase={} percent={} after={} took={}", progress.phase(), progress.percent(), phase, took);
        }
        phase = progress.phase();
        entered = now;
    }
}
