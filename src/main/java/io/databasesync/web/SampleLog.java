package io.databasesync.web;

import io.databasesync.web.api.Pages.Sample;
import io.databasesync.web.api.Pages.Samples;
import io.databasesync.web.api.Progress;
import io.databasesync.web.api.RunView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The figures of the runs that were last under way, so that a page that is loaded anew has its chart.
final class SampleLog {
    static final int MOST = 600;
    private static final int RUNS = 256;
    private static final long CLOSEST_MILLIS = 1_000;

    private final Map<String, Series> byRun = new LinkedHashMap<>();

    synchronized void add(RunView run) {
        Progress progress = run.progress();
        if (progress == null || progress.heartbeat() == null || progress.rows() == null || progress.bytes() == null) {
            return;
        }
        Series series = byRun.remove(run.key());
        series = series == null ? new Series() : series;
        byRun.put(run.key(), series); // now the newest
        series.add(new Sample(
                progress.heartbeat().toEpochMilli(),
                progress.percent(),
                progress.rows().done(),
                progress.bytes().done()));
        if (byRun.size() > RUNS) {
            byRun.remove(byRun.keySet().iterator().next());
        }
    }

    synchronized void forget(String run) {
        byRun.remove(run);
    }

    synchronized Samples of(String run) {
        Series series = byRun.get(run);
        return new Samples(series == null ? List.of() : series.samples);
    }

    /// The figures of one run. When it is full, every second one goes, and the next ones are twice as far apart.
    private static final class Series {
        private final List<Sample> samples = new ArrayList<>();
        private long apart = CLOSEST_MILLIS;

        void add(Sample sample) {
            if (!samples.isEmpty() && sample.at() - samples.getLast().at() < apart) {
                return;
            }
            samples.add(sample);
            if (samples.size() > MOST) {
                thin();
            }
        }

        private void thin() {
            List<Sample> every = new ArrayList<>();
            for (int i = 0; i < samples.size(); i += 2) {
                every.add(samples.get(i));
            }
            samples.clear();
            samples.addAll(every);
            apart *= 2;
        }
    }
}
