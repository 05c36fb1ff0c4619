package io.databasesync.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A JVM without heap ends at once, whichever thread notices, and with no exit code that means something else: with
/// 134 by SIGABRT, or as the first process of a container, which no signal ends, with 127.
class OutOfHeapTest {
    private static final List<Integer> OURS = List.of(0, 1, 2, 3, 4, 5, 6, 64, 70, 75);

    private final Path folder;

    OutOfHeapTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @CsvSource({"pom.xml, <jvmFlag>(-XX:[^<]+)</jvmFlag>", "src/main/dist/bin/dbsync, ' (-XX:\\S+)'"})
    void isACrashAndLeavesNoFiles(Path file, Pattern flag) throws Exception {
        List<String> flags = flag.matcher(Files.readString(file))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
        assertThat(flags).isNotEmpty();
        assertThat(exitCode(flags)).isEqualTo(134).isNotIn(OURS);
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    private int exitCode(List<String> flags) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -c 0; exec \"$0\" \"$@\"", java(), "-Xmx16m"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Hungry.class.getName()));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /// Runs out of heap on a thread whose end ends nothing.
    static final class Hungry {
        private Hungry() {}

        public static void main(String[] args) throws InterruptedException {
            Thread eater = new Thread(() -> {
                List<byte[]> eaten = new ArrayList<>();
                while (!eaten.contains(null)) {
                    eaten.add(new byte[1 << 20]);
                }
            });
            eater.start();
            eater.join();
        }
    }
}
