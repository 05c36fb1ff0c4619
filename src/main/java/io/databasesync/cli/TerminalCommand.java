package io.databasesync.cli;

import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The common part of commands for people and scripts: the invocation, and the output.
abstract class TerminalCommand implements Callable<Integer> {
    private final Invocation invocation;

    @Spec
    private @Nullable CommandSpec spec;

    TerminalCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    Invocation invocation() {
        return invocation;
    }

    Terminal terminal() {
        return invocation.terminal();
    }

    PrintWriter out() {
        return commandLine().getOut();
    }

    PrintWriter err() {
        return commandLine().getErr();
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec, "picocli sets the spec before it calls a command")
                .commandLine();
    }
}
