package io.databasesync.progress;

import io.databasesync.sync.Plan;
import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.ReachedDatabases;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reports to several sinks. If one throws, the others still get the report, and it gets the next one. The log names
/// its failure once.
public final class FanOut implements ProgressSink {
    private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);

    private final List<ProgressSink> sinks;
    private final Set<Integer> failed = ConcurrentHashMap.newKeySet();

    public FanOut(List<ProgressSink> sinks) {
        this.sinks = List.copyOf(sinks);
    }

    @Override
    public void report(Progress progress) {
        tell(sink -> sink.report(progress));
    }

    @Override
    public void planned(Plan plan) {
        tell(sink -> sink.planned(plan));
    }

    private void tell(Consumer<ProgressSink> news) {
        for (int i = 0; i < sinks.size(); i++) {
            try {
                news.accept(sinks.get(i));
            } catch (RuntimeException e) {
                if (failed.add(i)) {
                    LOG.warn("what shows the progress of the run failed, and may show an old one; the run goes on", e);
                } else {
                    LOG.debug("a progress sink failed again", e);
                }
            }
        }
    }

    @Override
    public void reached(ReachedDatabases databases) {
        sinks.forEach(sink -> sink.reached(databases));
    }
}
