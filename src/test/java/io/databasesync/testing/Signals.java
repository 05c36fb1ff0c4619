package io.databasesync.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Signals to programs that a test starts, as a terminal sends them.
public final class Signals {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final long INTERRUPT = 1 << 1; // bit n - 1 is signal n

    private Signals() {}

    /// The command whose process listens to Ctrl-C. What a shell starts in the background ignores it, and so do the
    /// programs that it starts in turn, these tests too.
    public static List<String> listening(List<String> command) {
        return ignored()
                ? Stream.concat(Stream.of("env", "--default-signal=INT"), command.stream())
                        .toList()
                : command;
    }

    /// Sends a signal.
    ///
    /// @param signal as `kill` names it: `INT`, `TERM`
    public static void send(String signal, Process process) throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean ignored() {
        try {
            return Files.exists(STATUS)
                    && Files.readAllLines(STATUS).stream()
                            .filter(line -> line.startsWith("SigIgn:"))
                            .anyMatch(line ->
                                    (Long.parseUnsignedLong(line.substring(7).strip(), 16) & INTERRUPT) != 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
