package io.databasesync.cli;

import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dbsync approve`: agrees to the plan of a run on a cluster.
@Command(
        name = "approve",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Shows the plan of a DatabaseSyncRun that waits for approval, and approves it.",
            "",
            "The cluster is the one of the kubeconfig. The run does this plan, or nothing if the plan has changed by then."
        },
        footer = {"", Main.EXIT_CODES})
final class ApproveCommand extends ClusterCommand {
    @Parameters(paramLabel = "RUN", description = "The DatabaseSyncRun.")
    private String run = "";

    @Option(
            names = "--plan",
            paramLabel = "HASH",
            description = "Approve this plan only: its hash, or at least the first 12 digits.")
    private @Nullable String plan;

    ApproveCommand(Invocation invocation, Supplier<KubernetesClient> cluster) {
        super(invocation, cluster, "databasesyncruns");
    }

    @Override
    int call(KubernetesClient client, String place) {
        if (asks() && !terminal().interactive()) {
            throw new SyncException(
                    Reason.InvalidSpec, "nobody is there to approve the plan; add --skip-confirm and --plan=HASH");
        }
        return new RunApproval(client, terminal(), out(), err()).approve(place, run, plan, asks());
    }
}
