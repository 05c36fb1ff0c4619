package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Ctrl-C while somebody is asked.
class PromptSignalTest {
    private static final int SIGINT = 130;

    @Test
    void nobodyWaitsForAnAnswerThatDoesNotComeAnyMore() throws Exception {
        Process process = start();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("asked");
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(process.exitValue()).as("the JVM's own").isEqualTo(SIGINT);
    }

    private static Process start() throws IOException {
        return new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Program.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /// Asks, and gets no answer.
    static final class Program {
        private Program() {}

        public static void main(String[] args) {
            CliFixture cli = new CliFixture(Path.of(""));
            cli.answeredBy(Program::nobody).dbsync("sync", "--direction=remote-to-local");
        }

        private static Optional<String> nobody() {
            System.out.println("asked");
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return Optional.empty();
        }
    }
}
