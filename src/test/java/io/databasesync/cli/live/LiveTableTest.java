package io.databasesync.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.Progress.Count;
import io.databasesync.sync.Progress.TableProgress;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LiveTableTest {
    private static final Instant START = Instant.parse("2026-11-21T10:30:00Z");

    private final ScreenModel screen = new ScreenModel();
    private final Instant[] now = {START};

    @Test
    void aTableInWorkHasABarItsRowsItsRateAndTheTimeThatIsLeft() {
        try (LiveTable live = live()) {
            live.report(progress(Phase.Copying, List.of(table("t.pages", true))));
        }
        assertThat(screen.lines())
                .contains(
                        "  t.pages  [###---------]  25 %  50,000/~200,000 rows  1.0 MB/s  5 min 0 s left",
                        "[#####-------]  47 %  8/17 tables  50,000/218,714 rows  12 MB/s");
    }

    @Test
    void phasesAreShownWithTheirTimes() {
        try (LiveTable live = live()) {
            live.report(progress(Phase.Validating, List.of()));
            now[0] = START.plusSeconds(2);
            live.report(progress(Phase.Copying, List.of()));
            now[0] = START.plusSeconds(6);
        }
        assertThat(screen.lines().getFirst()).isEqualTo("Validating 2.0 s · Copying 4.0 s");
    }

    @Test
    void aTableThatIsCompleteLeavesNothingBehind() {
        try (LiveTable live = live()) {
            live.report(progress(Phase.Copying, List.of(table("public.pages", true), table("public.tags", true))));
            live.report(progress(Phase.Copying, List.of(table("public.tags", true), table("public.pages", false))));
        }
        assertThat(screen.lines())
                .hasSize(4)
                .anyMatch(line -> line.contains("public.tags"))
                .noneMatch(line -> line.contains("public.pages"));
    }

    @Test
    void moreTablesThanLinesAreCounted() {
        List<TableProgress> tables = IntStream.range(0, 40)
                .mapToObj(i -> table("public.t" + i, true))
                .toList();
        try (LiveTable live = live()) {
            live.report(progress(Phase.Copying, tables));
        }
        assertThat(screen.lines()).hasSizeLessThan(24).last().isEqualTo("… and 21 more");
    }

    @Test
    void noLineIsLongerThanTheTerminal() {
        try (LiveTable live = live()) {
            live.report(progress(Phase.Copying, List.of(table("public." + "x".repeat(300), true))));
        }
        assertThat(screen.lines()).allMatch(line -> line.length() < 80);
    }

    private LiveTable live() {
        return new LiveTable(screen.stream(), () -> now[0], TerminalSize.usual());
    }

    private static TableProgress table(String name, boolean working) {
        return new TableProgress(
                name, working, new Count(50_000, 200_000), new Count(100_000_000, 400_000_000), 1_000_000);
    }

    private static Progress progress(Phase phase, List<TableProgress> tables) {
        return new Progress(
                phase,
                47,
                new Count(8, 17),
                new Count(50_000, 218_714),
                new Count(100, 400),
                12_300_000,
                new Count(3, 21),
                List.of(),
                null,
                "Copying",
                tables,
                false);
    }
}
