package io.databasesync.cli;

import io.databasesync.testing.Signals;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `target/dist/bin/dbsync` in a directory of its own, with nothing of the test's environment but a JDK.
final class DistProgram {
    static final Path PROGRAM = Path.of("target/dist/bin/dbsync").toAbsolutePath();

    private final Path folder;

    DistProgram(Path folder) {
        this.folder = folder;
    }

    /// Runs it to its end.
    Result run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        return run(PROGRAM, environment, arguments);
    }

    Result run(Path program, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        return start(program, environment, arguments).end();
    }

    Running start(Path program, Map<String, String> environment, String... arguments) throws IOException {
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        List<String> command = new ArrayList<>();
        command.add(program.toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(Signals.listening(command))
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.endsWith("_DATABASE_URI"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return new Running(process, out, err);
    }

    record Running(Process process, Path out, Path err) {
        String errSoFar() {
            return read(err);
        }

        void interrupt() throws InterruptedException {
            Signals.send("INT", process);
        }

        Result end() throws InterruptedException {
            return new Result(process.waitFor(), read(out), read(err));
        }

        private static String read(Path file) {
            try {
                return Files.readString(file, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    record Result(int code, String out, String err) {}
}
