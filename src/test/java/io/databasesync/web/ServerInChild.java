package io.databasesync.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A server in a JVM of its own: the limits of the JDK's server are read once in a JVM.
final class ServerInChild implements AutoCloseable {
    private final Process process;
    private final int port;

    ServerInChild(String... options) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(ProcessHandle.current().info().command().orElse("java"), "-XX:TieredStopAtLevel=1", "-Xmx96m"));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ServerInChild.class.getName()));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        while (line != null && !line.startsWith("port ")) {
            line = out.readLine();
        }
        port = Integer.parseInt(
                Objects.requireNonNull(line, "the server did not start").substring(5));
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /// Ends with its parent.
    public static void main(String[] args) throws IOException {
        try (WebFixture web = new WebFixture()) {
            web.people.person("alice", "team-a");
            System.out.println("port " + web.port);
            while (System.in.read() >= 0) {
                // nothing is sent
            }
        }
    }
}
