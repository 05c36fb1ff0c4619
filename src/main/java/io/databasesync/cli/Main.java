package io.databasesync.cli;

import io.databasesync.cli.cluster.ClusterClients;
import io.databasesync.cli.cluster.ClusterCommands;
import io.databasesync.cli.engine.EngineCommands;
import io.databasesync.cli.outcome.OutcomeText;
import io.databasesync.cli.process.ProcessCommands;
import io.databasesync.cli.process.WorkerCommand;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cli.terminal.Version;
import io.databasesync.contract.Kubernetes;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.worker.Worker;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The entry point of every databasesync process: in a terminal, as the operator, in the pod of a run.
public final class Main {
    /// Commands that log at `info`, mostly in pods. At a terminal, log lines would break the progress bar.
    private static final Set<String> LOGGING = Set.of("operator", "worker", "web");

    private Main() {}

    public static void main(String[] args) {
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT); // ASCII digits in every locale
        System.setProperty("dbsync.log.level", List.of(args).stream().anyMatch(LOGGING::contains) ? "info" : "warn");
        Invocation process = Invocation.ofThisProcess();
        System.exit(WorkerCommand.ofPod(process, args)
                .map(worker -> guarded(worker::call))
                .orElseGet(() -> execute(() -> commandLine(process), args)));
    }

    static int execute(Supplier<CommandLine> root, String... args) {
        return guarded(() -> root.get().execute(args));
    }

    /// Also catches an `Error`: for that the JVM would exit with 1, the code of another failure.
    private static int guarded(IntSupplier process) {
        try {
            return process.getAsInt();
        } catch (Throwable e) {
            return bug(e, new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        }
    }

    static CommandLine commandLine(Invocation invocation) {
        return commandLine(invocation, Kubernetes::client);
    }

    /// @param clients makes the client of commands that use a cluster
    static CommandLine commandLine(Invocation invocation, ClusterClients clients) {
        CommandLine root = new CommandLine(new Root());
        EngineCommands.of(invocation, clients).forEach(root::addSubcommand);
        ClusterCommands.of(invocation, clients).forEach(root::addSubcommand);
        ProcessCommands.of(invocation, clients).forEach(root::addSubcommand);
        root.addSubcommand(new GenerateCompletion());
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setParameterExceptionHandler((failure, _) -> badArguments(failure));
        root.setExecutionExceptionHandler((failure, command, _) -> failed(failure, command));
        return root;
    }

    private static int badArguments(ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("dbsync: " + failure.getMessage());
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.printf("See %s --help.%n", command.getCommandSpec().qualifiedName());
        return exitCode(Reason.InvalidSpec, command);
    }

    private static int failed(Exception failure, CommandLine command) {
        if (failure instanceof SyncException ours) {
            command.getErr().println(OutcomeText.failure(ours));
            return exitCode(ours.reason(), command);
        }
        return bug(failure, command.getErr());
    }

    // A pod has its own exit codes.
    private static int exitCode(Reason reason, CommandLine command) {
        return command.getCommand() instanceof WorkerCommand ? Worker.exitCode(reason) : reason.exitCode();
    }

    private static int bug(Throwable failure, PrintWriter err) {
        LoggerFactory.getLogger(Main.class).error("a bug in databasesync", failure);
        err.println("dbsync: a bug in databasesync: %s; please report it with the log above".formatted(failure));
        return Reason.InternalError.exitCode();
    }

    @Command(
            name = "dbsync",
            description = "Makes one PostgreSQL database hold exactly what another one holds.",
            mixinStandardHelpOptions = true,
            versionProvider = Version.class,
            synopsisSubcommandLabel = "COMMAND",
            footer = {"", TerminalCommand.EXIT_CODES})
    private static final class Root implements Runnable {
        @CommandLine.Spec
        private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

        @Override
        public void run() {
            if (spec != null) {
                throw new ParameterException(
                        spec.commandLine(),
                        "a command is missing: "
                                + String.join(", ", spec.subcommands().keySet()));
            }
        }
    }
}
