package io.databasesync.cli.live;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/// The size of the terminal, also after the person has changed it.
final class TerminalSize implements AutoCloseable {
    private static final Size USUAL = new Size(80, 24);

    private final @Nullable Terminal terminal;

    private TerminalSize(@Nullable Terminal terminal) {
        this.terminal = terminal;
    }

    /// A size that nobody changes.
    static TerminalSize usual() {
        return new TerminalSize(null);
    }

    static TerminalSize ofThisProcess() {
        try {
            return new TerminalSize(
                    TerminalBuilder.builder().dumb(true).nativeSignals(false).build());
        } catch (IOException _) { // the usual size is good enough
            return usual();
        }
    }

    int columns() {
        return size().getColumns();
    }

    int rows() {
        return size().getRows();
    }

    private Size size() {
        Size now = terminal == null ? USUAL : terminal.getSize();
        return now.getColumns() <= 0 || now.getRows() <= 0 ? USUAL : now;
    }

    @Override
    public void close() {
        try {
            if (terminal != null) {
                terminal.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
