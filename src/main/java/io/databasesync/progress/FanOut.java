package io.databasesync.progress;

import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.ReachedDatabases;
import io.databasesync.sync.SyncPlan;
import java.util.List;
import java.util.function.Consumer;
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
        tell(sink -> sink.report(progress));
    }

    @Override
    public void planned(SyncPlan plan) {
        tell(sink -> sink.planned(plan));
    }

    private void tell(Consumer<ProgressSink> news) {
        for (ProgressSink sink : sinks) {
            try {
                news.accept(sink);
            } catch (RuntimeException e) {
                LOG.debug("a progress sink failed", e);
            }
        }
    }

    @Override
    public void reached(ReachedDatabases databases) {
        sinks.forEach(sink -> sink.reached(databases));
    }
}
