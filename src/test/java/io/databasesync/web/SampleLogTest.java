package io.databasesync.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Phase;
import io.databasesync.web.api.Pages.Sample;
import io.databasesync.web.api.Progress;
import io.databasesync.web.api.Progress.Amount;
import io.databasesync.web.api.RunView;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a page that is loaded anew finds for its chart.
class SampleLogTest {
    private static final Instant START = Instant.parse("2026-01-12T02:00:00Z");
    private static final int MOST_RUNS = 256;

    private final SampleLog log = new SampleLog();

    @Test
    void aShortRunKeepsEachSecond() {
        addSeconds("kb-1", SampleLog.MOST);
        assertThat(samples("kb-1")).hasSize(SampleLog.MOST);
        assertThat(samples("kb-1").getLast()).isEqualTo(sample(SampleLog.MOST - 1));
    }

    @Test
    void aLongRunLosesEverySecondFigureAndKeepsItsBeginning() {
        addSeconds("kb-1", SampleLog.MOST + 1);
        assertThat(samples("kb-1")).hasSize(SampleLog.MOST / 2 + 1).startsWith(sample(0), sample(2), sample(4));

        log.add(run("kb-1", SampleLog.MOST + 1)); // too near to the last one now
        assertThat(samples("kb-1").getLast()).isEqualTo(sample(SampleLog.MOST));
        log.add(run("kb-1", SampleLog.MOST + 2));
        assertThat(samples("kb-1").getLast()).isEqualTo(sample(SampleLog.MOST + 2));
    }

    @Test
    void aRunOfADayHasNoMoreThanAnyOther() {
        int day = 86_400;
        addSeconds("kb-1", day);
        assertThat(samples("kb-1"))
                .hasSizeBetween(SampleLog.MOST / 2, SampleLog.MOST)
                .startsWith(sample(0));
        assertThat(samples("kb-1").getLast().at()).isGreaterThan(millis(day - 300));
    }

    @Test
    void twoFiguresOfOneSecondAreOne() {
        log.add(run("kb-1", 0));
        log.add(run("kb-1", 0));
        assertThat(samples("kb-1")).containsExactly(sample(0));
    }

    @Test
    void theRunsThatMovedLastAreKept() {
        for (int i = 0; i < MOST_RUNS; i++) {
            log.add(run("kb-" + i, 0));
        }
        log.add(run("kb-0", 1)); // moves, so kb-1 is the oldest now
        log.add(run("kb-new", 0));
        assertThat(samples("kb-0")).containsExactly(sample(0), sample(1));
        assertThat(samples("kb-1")).isEmpty();
        assertThat(samples("kb-2")).hasSize(1);
    }

    @Test
    void aRunWithoutFiguresHasNoSamples() {
        log.add(People.run("team-a", "kb-1"));
        assertThat(samples("kb-1")).isEmpty();
    }

    @Test
    void aRunThatIsGoneIsForgotten() {
        log.add(run("kb-1", 0));
        log.forget("team-a/kb-1");
        assertThat(samples("kb-1")).isEmpty();
    }

    private void addSeconds(String run, int number) {
        for (int second = 0; second < number; second++) {
            log.add(run(run, second));
        }
    }

    private List<Sample> samples(String run) {
        return log.of("team-a/" + run).items();
    }

    private static long millis(int second) {
        return START.plusSeconds(second).toEpochMilli();
    }

    private static Sample sample(int second) {
        return new Sample(millis(second), 5, second, 10L * second);
    }

    private static RunView run(String name, int second) {
        return People.run("team-a", name).withProgress(progress(second));
    }

    private static Progress progress(int second) {
        Amount tables = new Amount(1, 2);
        Amount rows = new Amount(second, 100_000);
        Amount bytes = new Amount(10L * second, 1_000_000);
        Instant heartbeat = START.plusSeconds(second);
        return new Progress(
                Phase.Copying,
                5,
                tables,
                rows,
                bytes,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                null,
                heartbeat,
                2,
                null);
    }
}
