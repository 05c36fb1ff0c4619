package io.databasesync.cli.process;

import io.databasesync.api.Identities;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.ShutdownHook;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cli.terminal.Version;
import io.databasesync.contract.Kubernetes;
import io.databasesync.contract.WorkerFiles;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.worker.Worker;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `dbsync worker`: the process in the pod of a run.
@Command(
        name = "worker",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Does one DatabaseSyncRun. The operator starts it in a pod.",
        footer = {"", TerminalCommand.EXIT_CODES})
public final class WorkerCommand implements Callable<Integer> {
    /// Less than the pod's grace period of 30 s: the cleanup ends before the kubelet kills the process.
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private final Invocation invocation;

    @Option(names = "--namespace", required = true, description = "The run's namespace.")
    private String namespace = "";

    @Option(names = "--run", required = true, description = "The run's name.")
    private String run = "";

    @Option(
            names = "--identities",
            required = true,
            description =
                    "The databases that local and remote have to lead to, as JSON; {} if no earlier run reached them.")
    private String identities = "";

    @Option(names = "--plan-only", description = "Make the run's plan and stop, so that a person can approve it.")
    private boolean planOnly;

    WorkerCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    /// The command with arguments exactly as the operator writes them. They are read without picocli, which would load
    /// its classes and describe all commands. Empty for other arguments: picocli says what is wrong.
    public static Optional<WorkerCommand> ofPod(Invocation invocation, String... args) {
        if (args.length < 4 || !args[0].equals("worker")) {
            return Optional.empty();
        }
        WorkerCommand command = new WorkerCommand(invocation);
        boolean known = Arrays.stream(args).skip(1).allMatch(command::take);
        return known && command.complete() ? Optional.of(command) : Optional.empty();
    }

    private boolean take(String argument) {
        if (argument.equals("--plan-only")) {
            planOnly = true;
            return true;
        }
        String value = argument.substring(argument.indexOf('=') + 1);
        switch (argument.substring(0, argument.length() - value.length())) {
            case "--namespace=" -> namespace = value;
            case "--run=" -> run = value;
            case "--identities=" -> identities = value;
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean complete() {
        try {
            return !namespace.isEmpty() && !run.isEmpty() && Identities.ofArgument(identities) != null;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private Identities pinned() {
        try {
            return Identities.ofArgument(identities);
        } catch (IllegalArgumentException e) {
            throw SyncException.of(
                            Reason.InvalidSpec,
                            "--identities",
                            "--identities is " + e.getMessage(),
                            Fix.advice("leave it to the operator to start the pod"))
                    .causedBy(e);
        }
    }

    @Override
    public Integer call() {
        Path terminationLog = Path.of(invocation
                .environment()
                .getOrDefault("DBSYNC_TERMINATION_LOG", WorkerFiles.TERMINATION_LOG.toString()));
        Path root = Path.of(invocation.environment().getOrDefault("DBSYNC_ROOT", "/"));
        Config config = new ConfigBuilder(Config.autoConfigure(null))
                .withRequestRetryBackoffLimit(3) // a late progress patch is useless
                .build();
        try (KubernetesClient client = Kubernetes.withoutWatch(config)) {
            Worker worker = new Worker(client, invocation.engine(), root, terminationLog, pinned());
            return ShutdownHook.during(
                    () -> worker.run(namespace, run, planOnly), worker::stop, PATIENCE, Worker.TRY_AGAIN);
        }
    }
}
