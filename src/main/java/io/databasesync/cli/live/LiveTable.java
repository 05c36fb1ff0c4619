package io.databasesync.cli.live;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import java.io.PrintStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A table that is redrawn in place; for a terminal only. Closing it leaves its last state on the screen.
final class LiveTable implements ProgressSink, AutoCloseable {
    private static final String ESCAPE = "\u001b[";

    private final PrintStream screen;
    private final InstantSource clock;
    private final TerminalSize size;
    private final LiveText text = new LiveText();
    private List<String> drawn = List.of();
    private @Nullable Progress last;

    LiveTable(PrintStream screen, InstantSource clock, TerminalSize size) {
        this.screen = screen;
        this.clock = clock;
        this.size = size;
    }

    static LiveTable of(PrintStream screen, InstantSource clock) {
        return new LiveTable(screen, clock, TerminalSize.ofThisProcess());
    }

    @Override
    public synchronized void report(Progress progress) {
        last = progress;
        draw(progress);
    }

    synchronized void entered(Map<Phase, Instant> phases) {
        text.entered(phases);
    }

    synchronized void news(List<String> events) {
        text.news(events);
    }

    // Goes back to the first line of the table and clears the screen from there: the table may have become shorter.
    private void draw(Progress progress) {
        List<String> lines = text.lines(progress, clock.instant(), size.columns() - 1, size.rows());
        StringBuilder out = new StringBuilder();
        if (!drawn.isEmpty()) {
            out.append(ESCAPE).append(drawn.size()).append('A');
        }
        out.append('\r').append(ESCAPE).append('J');
        lines.forEach(line -> out.append(line).append("\r\n"));
        screen.print(out);
        screen.flush();
        drawn = lines;
    }

    @Override
    public synchronized void close() {
        if (last != null) {
            draw(last);
        }
        size.close();
    }
}
