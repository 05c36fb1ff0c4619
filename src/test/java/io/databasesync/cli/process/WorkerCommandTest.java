package io.databasesync.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.cli.terminal.Invocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The arguments of a pod, which are read without picocli.
class WorkerCommandTest {
    private static final String RUN = "worker --namespace=a --run=b --identities={}";

    @ParameterizedTest
    @ValueSource(strings = {RUN, RUN + " --plan-only"})
    void theArgumentsOfTheOperatorAreRead(String arguments) {
        assertThat(WorkerCommand.ofPod(Invocation.ofThisProcess(), arguments.split(" ")))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "worker --help",
                "worker --namespace=a --run=b --plan-only",
                "worker --namespace=a --run=b --identities=no-JSON",
                "worker --namespace=a --run= --identities={}",
                RUN + " --no-such-option",
                RUN + " more",
                "sync --namespace=a --run=b --identities={}"
            })
    void othersAreLeftToPicocliWhichSaysWhatIsWrong(String arguments) {
        assertThat(WorkerCommand.ofPod(Invocation.ofThisProcess(), arguments.split(" ")))
                .isEmpty();
    }

    @Test
    void noArgumentIsNoPod() {
        assertThat(WorkerCommand.ofPod(Invocation.ofThisProcess())).isEmpty();
    }
}
