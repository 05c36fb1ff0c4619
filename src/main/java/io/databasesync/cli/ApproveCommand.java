package io.databasesync.cli;

import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `dbsync approve`: agrees to the plan of a run on a cluster.
@Command(
        name = "approve",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Shows the plan of a DatabaseSyncRun that waits for approval, and approves it.",
            "",
            "The cluster is the kubeconfig's. The run does this plan, or nothing if it is another one by then."
        },
        footer = {"", Main.EXIT_CODES})
final class ApproveCommand implements Callable<Integer> {
    private final Invocation invocation;
    private final Supplier<KubernetesClient> cluster;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The DatabaseSyncRun.")
    private String run = "";

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Its namespace (the kubeconfig's if absent).")
    private @Nullable String namespace;

    @Option(
            names = "--plan",
            paramLabel = "HASH",
            description = "Approve this plan only: its hash, or at least the first 12 digits.")
    private @Nullable String plan;

    @Option(names = "--skip-confirm", description = "Do not ask.")
    private boolean skipConfirm;

    ApproveCommand(Invocation invocation, Supplier<KubernetesClient> cluster) {
        this.invocation = invocation;
        this.cluster = cluster;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec before it calls a command");
        }
        if (!skipConfirm && !invocation.terminal().interactive()) {
            throw new SyncException(
                    Reason.InvalidSpec, "nobody is there to approve the plan; add --skip-confirm and --plan=HASH");
        }
        try (KubernetesClient client = cluster.get()) {
            return new RunApproval(
                            client,
                            invocation.terminal(),
                            spec.commandLine().getOut(),
                            spec.commandLine().getErr())
                    .approve(namespace, run, plan, !skipConfirm);
        }
    }
}
