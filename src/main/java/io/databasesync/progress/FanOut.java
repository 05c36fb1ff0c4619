package io.databasesync.progress;

import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells several sinks. One that throws is told again next time, and keeps nobody else from hearing.
public record FanOut(List<ProgressSink> sinks) implements ProgressSink {
    private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);

    public FanOut {
        sinks = List.copyOf(sinks);
    }

    @Override
    public void report(Progress progress) {
        for (ProgressSink sink : sinks) {
            try {
                sink.report(progress);
            } catch (RuntimeException e) {
                LOG.debug("a progress sink failed", e);
            }
        }
    }
}
