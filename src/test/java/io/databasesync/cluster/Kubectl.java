package io.databasesync.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A `kubectl` that runs until it is closed.
record Kubectl(Process process) implements AutoCloseable {
    /// Whether it is on the `PATH`.
    static boolean exists() {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
    }

    /// Does nothing where there is no kubectl.
    static Kubectl start(Path output, String... arguments) {
        try {
            List<String> command = exists()
                    ? Stream.concat(Stream.of("kubectl"), Stream.of(arguments)).toList()
                    : List.of("true");
            return new Kubectl(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String output(String... arguments) throws IOException {
        Process process = new ProcessBuilder(Stream.concat(Stream.of("kubectl"), Stream.of(arguments))
                        .toList())
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
