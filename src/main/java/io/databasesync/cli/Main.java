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
import java.util.ArrayList;
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
        System.exit(run(args));
    }

    /// @return the exit code
    static int run(String... args) {
        Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT); // ASCII digits in every locale
        System.setProperty("dbsync.log.level", List.of(args).stream().anyMatch(LOGGING::contains) ? "info" : "warn");
        Invocation process = Invocation.ofThisProcess();
        return WorkerCommand.ofPod(process, args)
                .map(worker -> guarded(worker::call))
                .orElseGet(() -> execute(() -> commandLine(process, Kubernetes::client, args), args));
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

    /// @param clients makes the client of commands that use a cluster
    /// @param args if the first one names a command, picocli does not read the others: that takes 0.1 s
    static CommandLine commandLine(Invocation invocation, ClusterClients clients, String... args) {
        List<Object> commands = commands(invocation, clients);
        List<Object> named = commands.stream()
                .filter(command -> args.length > 0 && args[0].equals(name(command)))
                .toList();
        CommandLine root = new CommandLine(new Root());
        (named.isEmpty() ? commands : named).forEach(root::addSubcommand);
        if (named.isEmpty()) {
            root.addSubcommand(new GenerateCompletion()); // writes down all others
        }
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setParameterExceptionHandler((failure, _) -> badArguments(failure));
        root.setExecutionExceptionHandler((failure, command, _) -> failed(failure, command));
        return root;
    }

    private static List<Object> commands(Invocation invocation, ClusterClients clients) {
        List<Object> commands = new ArrayList<>();
        commands.addAll(EngineCommands.of(invocation, clients));
        commands.addAll(ClusterCommands.of(invocation, clients));
        commands.addAll(ProcessCommands.of(invocation, clients));
        return commands;
    }

    private static String name(Object command) {
        return command.getClass().getAnnotation(Command.class).name();
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
