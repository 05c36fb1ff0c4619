package io.databasesync.progress;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.Progress.Count;
import io.databasesync.sync.ProgressSink;
import io.databasesync.text.Display;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ProgressSinksTest {
    private static final Instant START = Instant.parse("2026-11-21T10:30:00Z");

    @Test
    void aPipeGetsALineForEveryPhaseAndOneEveryFiveSeconds() {
        StringWriter out = new StringWriter();
        Instant[] now = {START};
        PlainLines lines = new PlainLines(new PrintWriter(out), () -> now[0]);
        lines.report(progress(Phase.Validating, 0));
        for (int second = 1; second <= 11; second++) {
            now[0] = START.plusSeconds(second);
            lines.report(progress(Phase.Copying, second * 5));
        }
        assertThat(out.toString().lines())
                .containsExactly(
                        "Validating 0 %: comparing schemas",
                        "Copying 5 %: 8/17 tables, 50,000/218,714 rows, 12.3 MB/s, public.pages 23 %",
                        "Copying 30 %: 8/17 tables, 50,000/218,714 rows, 12.3 MB/s, public.pages 23 %",
                        "Copying 55 %: 8/17 tables, 50,000/218,714 rows, 12.3 MB/s, public.pages 23 %");
    }

    @Test
    void aSinkThatFailsKeepsNobodyElseFromHearing() {
        List<Progress> heard = new ArrayList<>();
        ProgressSink failing = _ -> {
            throw new IllegalStateException("no");
        };
        new FanOut(List.of(failing, heard::add)).report(progress(Phase.Copying, 1));
        assertThat(heard).hasSize(1);
    }

    @Test
    void aSinkThatFailsIsToldOfOnce() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(FanOut.class);
        log.start();
        logger.addAppender(log);
        try {
            ProgressSink failing = _ -> {
                throw new IllegalStateException("no");
            };
            FanOut sinks = new FanOut(List.of(failing, failing, _ -> {}));
            for (int percent = 1; percent <= 3; percent++) {
                sinks.report(progress(Phase.Copying, percent));
            }
        } finally {
            logger.detachAppender(log);
        }
        assertThat(log.list)
                .filteredOn(event -> event.getLevel().equals(Level.WARN))
                .as("one for each of the two")
                .hasSize(2)
                .allSatisfy(event ->
                        assertThat(event.getThrowableProxy().getMessage()).isEqualTo("no"));
    }

    @Test
    void numbersReadAsPeopleWriteThem() {
        assertThat(Display.bytes(999)).isEqualTo("999 B");
        assertThat(Display.bytes(999_999)).isEqualTo("1.0 MB");
        assertThat(Display.bytes(1_400_000_000)).isEqualTo("1.4 GB");
        assertThat(Display.count(1, "row")).isEqualTo("1 row");
        assertThat(Display.count(218_714, "row")).isEqualTo("218,714 rows");
        assertThat(Display.duration(Duration.ofMillis(420))).isEqualTo("0.4 s");
        assertThat(Display.duration(Duration.ofSeconds(185))).isEqualTo("3 min 5 s");
        assertThat(Display.duration(Duration.ofMinutes(130))).isEqualTo("2 h 10 min");
    }

    private static Progress progress(Phase phase, int percent) {
        return new Progress(
                phase,
                percent,
                new Count(8, 17),
                new Count(50_000, 218_714),
                new Count(100, 400),
                12_300_000,
                new Count(3, 21),
                List.of("public.pages 23 %"),
                null,
                "comparing schemas",
                List.of(),
                false);
    }
}
