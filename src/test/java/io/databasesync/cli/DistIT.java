package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program as people install it: `target/dist`, started by its script.
class DistIT {
    private static final Path PROGRAM = Path.of("target/dist/bin/dbsync").toAbsolutePath();

    private final Path folder;

    DistIT(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void startsThroughALinkFromAnywhere() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("dbsync"), PROGRAM);
        Path relative = Files.createSymbolicLink(folder.resolve("link"), Path.of("dbsync"));
        assertThat(start(link, Map.of(), "--version").out()).startsWith("dbsync ");
        assertThat(start(relative, Map.of(), "--version").out()).startsWith("dbsync ");
    }

    @Test
    void endsWithTheCommandsExitCodeAndKeepsResultsApartFromMessages() throws Exception {
        Result result = start(PROGRAM, Map.of(), "sync", "--direction=sideways");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("'sideways' is neither local-to-remote nor remote-to-local");
    }

    @Test
    void passesOverAJavaThatIsTooOld() throws Exception {
        Path java = Files.createDirectories(folder.resolve("old/bin")).resolve("java");
        Files.writeString(java, "#!/bin/sh\necho too old >&2\nexit 99\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.writeString(folder.resolve("old/release"), "JAVA_VERSION=\"17.0.15\"\n");
        Result result = start(PROGRAM, Map.of("JAVA_HOME", folder.resolve("old").toString()), "--version");
        assertThat(result.err()).doesNotContain("too old");
    }

    @Test
    void readsNothingFromStandardInputWhenNobodyIsThere() throws Exception {
        Map<String, String> databases = Map.of(
                "LOCAL_DATABASE_URI", "postgresql://a:s3cr3t@127.0.0.1:1/x",
                "REMOTE_DATABASE_URI", "postgresql://a:s3cr3t@127.0.0.1:1/y");
        Result result = start(PROGRAM, databases, "sync", "--direction=local-to-remote");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("--skip-confirm").doesNotContain("s3cr3t");
    }

    private Result start(Path program, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        ProcessBuilder builder = new ProcessBuilder(program.toString())
                .directory(folder.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.command().addAll(java.util.List.of(arguments));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        int code = process.waitFor();
        return new Result(
                code, Files.readString(out, StandardCharsets.UTF_8), Files.readString(err, StandardCharsets.UTF_8));
    }

    private record Result(int code, String out, String err) {}
}
