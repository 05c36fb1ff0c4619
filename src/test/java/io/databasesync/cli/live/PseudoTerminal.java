package io.databasesync.cli.live;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// `dbsync` in a process of its own, in a pseudo-terminal that `script` makes.
public final class PseudoTerminal implements AutoCloseable {
    static final Path SCRIPT = Path.of("/usr/bin/script");

    private final Process process;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Thread reader;

    private PseudoTerminal(Process process) {
        this.process = process;
        this.reader = Thread.ofPlatform().daemon().start(this::read);
    }

    public static boolean possible() {
        return Files.isExecutable(SCRIPT);
    }

    static PseudoTerminal start(int columns, int rows, Map<String, String> environment, String... arguments)
            throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String program =
                "%s -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dhttp2.disable=true -cp \"$DBSYNC_TEST_CLASSES\" io.databasesync.cli.Main"
                        .formatted(java);
        return shell(columns, rows, environment, program + " " + String.join(" ", arguments));
    }

    /// Any program, as a shell understands its command line.
    public static PseudoTerminal shell(int columns, int rows, Map<String, String> environment, String commandLine)
            throws IOException {
        String command = "stty cols %d rows %d -echo; exec %s".formatted(columns, rows, commandLine);
        ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString(), "-qefc", command, "/dev/null");
        builder.environment().put("DBSYNC_TEST_CLASSES", System.getProperty("java.class.path"));
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().putAll(environment);
        return new PseudoTerminal(builder.redirectErrorStream(true).start());
    }

    /// What the terminal shows now, line by line.
    public List<String> screen() {
        return ScreenModel.lines(text());
    }

    public String text() {
        synchronized (written) {
            return written.toString(StandardCharsets.UTF_8);
        }
    }

    /// Waits for the end of the program.
    ///
    /// @return its exit code
    public int end() throws InterruptedException {
        int code = process.waitFor();
        reader.join();
        return code;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void read() {
        byte[] buffer = new byte[8192];
        try {
            for (int n = process.getInputStream().read(buffer);
                    n >= 0;
                    n = process.getInputStream().read(buffer)) {
                synchronized (written) {
                    written.write(buffer, 0, n);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
