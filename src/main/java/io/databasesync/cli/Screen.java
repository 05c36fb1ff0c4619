package io.databasesync.cli;

import io.databasesync.progress.FanOut;
import io.databasesync.progress.LogLines;
import io.databasesync.progress.PlainLines;
import io.databasesync.progress.TerminalBar;
import io.databasesync.sync.ProgressSink;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.List;

/// Shows the progress of a terminal's run: a bar if the terminal is interactive, otherwise lines; always in the log.
///
/// @param closer leaves the bar's last state on the screen
record Screen(ProgressSink sink, Runnable closer) implements AutoCloseable {
    static Screen of(Terminal terminal, PrintWriter err) {
        InstantSource clock = InstantSource.system();
        LogLines log = new LogLines(clock);
        if (!terminal.interactive()) {
            return new Screen(new FanOut(List.of(new PlainLines(err, clock), log)), () -> {});
        }
        TerminalBar bar = new TerminalBar(terminal.screen());
        return new Screen(new FanOut(List.of(bar, log)), bar::close);
    }

    @Override
    public void close() {
        closer.run();
    }
}
