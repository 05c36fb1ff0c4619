package io.databasesync.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Records the reports of a run, and lets a test act when a phase begins.
public final class RecordedProgress implements ProgressSink {
    /// Those of a run that publishes.
    public static final List<Phase> PHASES = List.of(
            Phase.Validating,
            Phase.Preparing,
            Phase.Copying,
            Phase.Indexing,
            Phase.Verifying,
            Phase.Publishing,
            Phase.Succeeded);

    private final Map<Phase, Runnable> whenEntered;
    private final Runnable whileCopying;
    private final Set<Phase> entered = EnumSet.noneOf(Phase.class);
    private boolean bytesSeen;
    private final List<Progress> reports = new ArrayList<>();

    public RecordedProgress(Map<Phase, Runnable> whenEntered, Runnable whileCopying) {
        this.whenEntered = Map.copyOf(whenEntered);
        this.whileCopying = whileCopying;
    }

    @Override
    public void report(Progress progress) {
        boolean first;
        boolean firstBytes;
        synchronized (this) {
            reports.add(progress);
            first = entered.add(progress.phase());
            firstBytes = !bytesSeen
                    && progress.phase() == Phase.Copying
                    && progress.bytes().done() > 0;
            bytesSeen |= firstBytes;
        }
        if (firstBytes) {
            whileCopying.run();
        }
        if (first) {
            whenEntered.getOrDefault(progress.phase(), () -> {}).run();
        }
    }

    public synchronized List<Progress> reports() {
        return List.copyOf(reports);
    }

    /// The phases in their order.
    public List<Phase> phases() {
        List<Phase> phases = new ArrayList<>();
        for (Progress report : reports()) {
            if (phases.isEmpty() || phases.getLast() != report.phase()) {
                phases.add(report.phase());
            }
        }
        return phases;
    }

    /// Checks what is true for every run, however it ends.
    public void check() {
        assertThat(reports())
                .extracting(Progress::percent)
                .as("percent never goes back")
                .isSorted();
        assertThat(reports()).allSatisfy(report -> {
            assertThat(report.percent()).isBetween(0, report.phase() == Phase.Succeeded ? 100 : 99);
            assertThat(report.message()).isNotBlank();
            assertThat(report.tables().done())
                    .isLessThanOrEqualTo(report.tables().total());
            assertThat(report.indexes().done())
                    .isLessThanOrEqualTo(report.indexes().total());
        });
    }

    /// Checks what is true for a run that published.
    public void checkSucceeded() {
        check();
        assertThat(phases()).isEqualTo(PHASES);
        Progress last = reports().getLast();
        assertThat(last.percent()).isEqualTo(100);
        assertThat(last.tables().done()).isEqualTo(last.tables().total()).isPositive();
        assertThat(last.indexes().done()).isEqualTo(last.indexes().total());
        assertThat(last.rows().done()).isEqualTo(last.rows().total());
    }
}
