package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.testing.Signals;
import io.databasesync.testing.engine.ChildJvm;
import java.io.BufferedReader;
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
        Process process = ChildJvm.start(Program.class);
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("asked");
            Signals.send("INT", process);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as("the JVM's own").isEqualTo(SIGINT);
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
