package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.cli.DistProgram.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The program as people install it: `target/dist`, started by its script.
class DistIT {
    private final Path folder;
    private final DistProgram program;

    DistIT(@TempDir Path folder) {
        this.folder = folder;
        this.program = new DistProgram(folder);
    }

    @Test
    void startsThroughALinkFromAnywhere() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("dbsync"), DistProgram.PROGRAM);
        Path relative = Files.createSymbolicLink(folder.resolve("link"), Path.of("dbsync"));
        assertThat(program.run(link, Map.of(), "--version").out()).startsWith("dbsync ");
        assertThat(program.run(relative, Map.of(), "--version").out()).startsWith("dbsync ");
    }

    @Test
    void isAPluginOfKubectl() throws Exception {
        Path plugin = DistProgram.PROGRAM.resolveSibling("kubectl-dbsync");
        assertThat(program.run(plugin, Map.of(), "--version").out()).startsWith("dbsync ");
        Path link = Files.createSymbolicLink(folder.resolve("kubectl-dbsync"), plugin);
        Result result = program.run(link, Map.of(), "status", "-w");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("--watch shows one sync; add its name");
    }

    @Test
    void completesWhatFollowsKubectlDbsync() throws Exception {
        Path completion = DistProgram.PROGRAM.resolveSibling("kubectl_complete-dbsync");
        assertThat(program.run(completion, Map.of(), "susp").out()).isEqualTo("suspend\n:4\n");
        assertThat(program.run(completion, Map.of(), "runs", "--na").out()).isEqualTo("--namespace\n:4\n");
    }

    @Test
    void withoutAClusterItSaysSoAndAsksNobody() throws Exception {
        Map<String, String> nowhere = Map.of("HOME", folder.toString(), "KUBECONFIG", folder + "/none");
        Result result = program.run(nowhere, "status");
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("ClusterUnreachable", "no kubeconfig names a cluster", "set KUBECONFIG");
    }

    @Test
    void startsWithTheCacheOfTheBuild() throws Exception {
        Map<String, String> orNotAtAll = Map.of("DBSYNC_JAVA_OPTS", "-XX:AOTMode=on");
        Result result = program.run(orNotAtAll, "--version");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
    }

    @Test
    void passesOverACacheThatIsOfSomethingElse() throws Exception {
        Path bin = Files.createDirectories(folder.resolve("copy/bin"));
        Path lib = Files.createDirectories(folder.resolve("copy/lib"));
        Path copy = Files.copy(DistProgram.PROGRAM, bin.resolve("dbsync"), StandardCopyOption.COPY_ATTRIBUTES);
        try (Stream<Path> jars = Files.list(DistProgram.PROGRAM.resolveSibling("../lib"))) {
            for (Path jar : jars.filter(j -> j.toString().endsWith(".jar")).toList()) {
                Files.copy(jar, lib.resolve(jar.getFileName()));
            }
        }
        Files.writeString(lib.resolve("dbsync.aot"), "of something else");
        Result result = program.run(copy, Map.of(), "--version");
        assertThat(result.out()).startsWith("dbsync ").hasLineCount(1);
        assertThat(result.err()).isEmpty();
    }

    @Test
    void endsWithTheCommandsExitCodeAndKeepsResultsApartFromMessages() throws Exception {
        Result result = program.run(Map.of(), "sync", "--direction=sideways");
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
        Result result = program.run(Map.of("JAVA_HOME", folder.resolve("old").toString()), "--version");
        assertThat(result.err()).doesNotContain("too old");
    }

    @Test
    void readsNothingFromStandardInputWhenNobodyIsThere() throws Exception {
        Map<String, String> databases = Map.of(
                "LOCAL_DATABASE_URI", "postgresql://a:s3cr3t@127.0.0.1:1/x",
                "REMOTE_DATABASE_URI", "postgresql://a:s3cr3t@127.0.0.1:1/y");
        Result result = program.run(databases, "sync", "--direction=local-to-remote");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("--skip-confirm").doesNotContain("s3cr3t");
    }
}
