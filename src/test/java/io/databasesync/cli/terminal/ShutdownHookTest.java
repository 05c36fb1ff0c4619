package io.databasesync.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.testing.Signals;
import io.databasesync.testing.engine.ChildJvm;
import java.io.BufferedReader;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShutdownHookTest {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    @ParameterizedTest
    @CsvSource({"INT, obedient, 5", "TERM, obedient, 5", "TERM, deaf, 9", "TERM, stopped slowly, 9"})
    void aSignalStopsTheBodyAndTheExitCodeIsItsOwn(String signal, String body, int exitCode) throws Exception {
        Process process = ChildJvm.start(Program.class, body);
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("working");
            Signals.send(signal, process);
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isEqualTo(exitCode);
    }

    @Test
    void withoutASignalNothingIsStopped() {
        boolean[] stopped = new boolean[1];
        assertThat(ShutdownHook.during(() -> 3, () -> stopped[0] = true, PATIENCE, 9))
                .isEqualTo(3);
        assertThat(stopped[0]).isFalse();
    }

    /// A run that ends with 5 when it is asked to, or that does not listen.
    static final class Program {
        private Program() {}

        public static void main(String[] args) {
            CountDownLatch stop = new CountDownLatch(1);
            Runnable listener = switch (args[0]) {
                case "deaf" -> () -> {};
                case "stopped slowly" -> Program::block;
                default -> stop::countDown;
            };
            System.exit(ShutdownHook.during(() -> work(stop), listener, PATIENCE, 9));
        }

        /// As a request to a server that does not answer.
        private static void block() {
            try {
                Thread.sleep(Duration.ofMinutes(5));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }

        private static int work(CountDownLatch stop) {
            System.out.println("working");
            try {
                stop.await();
            } catch (InterruptedException _) {
                return 1;
            }
            return 5;
        }
    }
}
