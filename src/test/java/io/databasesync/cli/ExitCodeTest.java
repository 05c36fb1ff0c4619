package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Exit codes that no outcome of a run has.
class ExitCodeTest {
    private final CliFixture cli = new CliFixture(Path.of(""));

    @Test
    void anErrorIsABugAndNoBadArgument() {
        cli.throwing(new NoClassDefFoundError("for this test"));

        assertThat(cli.dbsync("sync", "--direction=remote-to-local", "--skip-confirm")
                        .code())
                .isEqualTo(70);
    }

    @Test
    void badArgumentsOfATerminalAreOneAndThoseOfAPodAreNot() {
        assertThat(cli.dbsync("sync", "--no-such-option").code()).isEqualTo(1);
        assertThat(cli.dbsync("worker", "--no-such-option").code()).isEqualTo(64);
        assertThat(cli.dbsync("worker", "--namespace=a", "--run=b", "--identities=no JSON")
                        .code())
                .isEqualTo(64);
    }
}
