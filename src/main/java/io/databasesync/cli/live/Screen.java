package io.databasesync.cli.live;

import io.databasesync.cli.terminal.Terminal;
import io.databasesync.progress.FanOut;
import io.databasesync.progress.LogLines;
import io.databasesync.progress.PlainLines;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ProgressSink;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Shows the progress of a run: a live table if the terminal is interactive, otherwise lines; always in the log.
public final class Screen implements AutoCloseable {
    private final ProgressSink sink;
    private final PrintWriter err;
    private final @Nullable LiveTable table;
    private final Set<String> told = new HashSet<>();

    private Screen(ProgressSink sink, PrintWriter err, @Nullable LiveTable table) {
        this.sink = sink;
        this.err = err;
        this.table = table;
    }

    public static Screen of(Terminal terminal, PrintWriter err) {
        InstantSource clock = InstantSource.system();
        LogLines log = new LogLines(clock);
        if (!terminal.interactive()) {
            return new Screen(new FanOut(List.of(new PlainLines(err, clock), log)), err, null);
        }
        LiveTable table = LiveTable.of(terminal.screen(), clock);
        return new Screen(new FanOut(List.of(table, log)), err, table);
    }

    /// Takes the reports of the run.
    public ProgressSink sink() {
        return sink;
    }

    /// Takes the times at which the phases of a run began that this process did not see from its start.
    public void entered(Map<Phase, Instant> phases) {
        if (table != null) {
            table.entered(phases);
        }
    }

    /// Takes the last events of a run. A table shows them; among lines each is printed once.
    public void news(List<String> events) {
        if (table != null) {
            table.news(events);
            return;
        }
        events.stream().filter(told::add).forEach(err::println);
        err.flush();
    }

    /// Leaves the last state of the table on the screen.
    @Override
    public void close() {
        if (table != null) {
            table.close();
        }
    }
}
