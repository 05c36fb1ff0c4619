package io.databasesync.cli.terminal;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The common part of commands for people and scripts: the invocation, and the output.
public abstract class TerminalCommand implements Callable<Integer> {
    /// The end of the help of every command.
    public static final String EXIT_CODES =
            "Exit codes: 0 done, 1 wrong argument, manifest or pattern, 2 cannot connect, 3 copying or publishing"
                    + " failed, 4 verification failed or databases differ, 5 cancelled, 6 refused by a check, 70 a bug."
                    + " In a pod: 64 instead of 1, and 75 if another attempt can succeed.";

    private final Invocation invocation;

    @Spec
    private @Nullable CommandSpec spec;

    protected TerminalCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    protected final Invocation invocation() {
        return invocation;
    }

    public final Terminal terminal() {
        return invocation.terminal();
    }

    public final PrintWriter out() {
        return commandLine().getOut();
    }

    public final PrintWriter err() {
        return commandLine().getErr();
    }

    /// Refuses options that do not go together.
    protected final void refuseIf(boolean wrong, String message) {
        if (wrong) {
            throw new ParameterException(commandLine(), message);
        }
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec, "picocli sets the spec before it calls a command")
                .commandLine();
    }
}
