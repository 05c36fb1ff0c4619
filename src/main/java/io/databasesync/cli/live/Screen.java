package io.databasesync.cli.live;

import io.databasesync.cli.terminal.Terminal;
import io.databasesync.progress.FanOut;
import io.databasesync.progress.LogLines;
import io.databasesync.progress.PlainLines;
import io.databasesync.sync.ProgressSink;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;

/// Shows the progress of a run: a live table if the terminal is interactive, otherwise lines; always in the log.
///
/// @param closer leaves the table's last state on the screen
public record Screen(ProgressSink sink, Runnable closer) implements AutoCloseable {
    public static Screen of(Terminal terminal, PrintWriter err) {
        InstantSource clock = InstantSource.system();
        LogLines log = new LogLines(clock);
        if (!terminal.interactive()) {
            return new Screen(new FanOut(List.of(new PlainLines(err, clock), log)), () -> {});
        }
        LiveTable table = LiveTable.of(terminal.screen(), clock);
        return new Screen(new FanOut(List.of(table, log)), table::close);
    }

    @Override
    public void close() {
        closer.run();
    }
}
