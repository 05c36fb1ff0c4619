package io.databasesync.cli.cluster;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.PlanPrinter;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cli.terminal.Version;
import io.databasesync.cluster.Approvals;
import io.databasesync.cluster.Approvals.Shown;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Reason;
import io.databasesync.text.Display;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dbsync approve`: approves the plan of a run on a cluster.
@Command(
        name = "approve",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Shows the plan of a DatabaseSyncRun that waits for approval, and approves it.",
            "",
            "The cluster is the one of the kubeconfig. The run does this plan, or nothing if the plan has changed by then."
        },
        footer = {"", TerminalCommand.EXIT_CODES})
final class ApproveCommand extends ConfirmedCommand {
    @Parameters(paramLabel = "RUN", description = "The DatabaseSyncRun.")
    private String run = "";

    @Option(
            names = "--plan",
            paramLabel = "HASH",
            description = "Approve this plan only: its hash, or at least the first 12 digits.")
    private @Nullable String plan;

    ApproveCommand(Invocation invocation, ClusterClients clients) {
        super(invocation, clients);
    }

    @Override
    int call(KubernetesClient client, String place) {
        boolean asks = asks("--skip-confirm and --plan=HASH");
        Approvals approvals = new Approvals(client, place);
        Shown shown = approvals.look(run, plan);
        screen().println(PlanPrinter.of(shown.plan()));
        if (shown.approved().isPresent()) {
            String approved = Plan.shortHash(shown.approved().get());
            done(
                    "Plan %s was approved already.".formatted(approved),
                    shown.run(),
                    Fields.now().runs(),
                    client);
            return 0;
        }
        if (asks && !confirmed(shown)) {
            err().println("dbsync: not confirmed; nothing was approved.");
            return Reason.Cancelled.exitCode();
        }
        DatabaseSyncRun approved = approvals.approve(shown);
        String sentence = "Approved plan %s of run %s/%s."
                .formatted(Plan.shortHash(shown.plan().hash()), place, run);
        done(sentence, approved, Fields.now().runs(), client);
        return 0;
    }

    private boolean confirmed(Shown shown) {
        return terminal()
                .agreed(
                        screen(),
                        "%n%s%nApprove?"
                                .formatted(Display.printable(shown.plan().words())));
    }
}
