package io.databasesync.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/// The API server's process, if it runs on this machine.
record ApiServerProcess(long pid) {
    private static final String PROGRAM = "kube-apiserver";
    private static final String PORT = "--secure-port";

    /// The process that listens on this address.
    static Optional<ApiServerProcess> of(URI address) {
        if (!here(address.getHost())) {
            return Optional.empty();
        }
        String port = Integer.toString(address.getPort());
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> listens(arguments(pid), port))
                .findFirst()
                .map(ApiServerProcess::new);
    }

    private static boolean here(String host) {
        try {
            return NetworkInterface.getByInetAddress(InetAddress.getByName(host)) != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean listens(List<String> arguments, String port) {
        int option = arguments.indexOf(PORT);
        boolean ours = arguments.contains(PORT + "=" + port)
                || (option >= 0 && arguments.subList(option, arguments.size()).indexOf(port) == 1);
        return ours && arguments.stream().anyMatch(argument -> argument.endsWith(PROGRAM));
    }

    private static List<String> arguments(long pid) {
        try {
            return List.of(Files.readString(process(pid, "cmdline")).split("\0"));
        } catch (IOException _) { // it has ended
            return List.of();
        }
    }

    private static Path process(long pid, String file) {
        return Path.of("/proc", Long.toString(pid), file);
    }

    /// Stops the process for a time. A program of its own lets it go on, even if this JVM is killed meanwhile.
    Pause pause(Duration time) {
        String pause = "trap 'kill -CONT %1$d' EXIT; trap exit HUP INT TERM; kill -STOP %1$d && sleep %2$d"
                .formatted(pid, time.toSeconds());
        try {
            Pause begun = new Pause(
                    this,
                    new ProcessBuilder("sh", "-c", pause)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                            .start());
            Awaitility.await("the API server stands still")
                    .atMost(time)
                    .until(() -> stopped() || !begun.program().isAlive());
            return begun;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean stopped() {
        try (Stream<String> status = Files.lines(process(pid, "status"))) {
            return status.anyMatch(line -> line.startsWith("State:\tT"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends when the program has ended; closing it ends it sooner.
    record Pause(ApiServerProcess server, Process program) implements AutoCloseable {
        /// @return whether the process was stopped, and goes on
        boolean over() throws InterruptedException {
            return program.waitFor() == 0 && !server.stopped();
        }

        @Override
        public void close() {
            program.destroy();
            program.onExit().join();
        }
    }
}
