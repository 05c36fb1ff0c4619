package io.databasesync.cli.engine;

import io.databasesync.cli.cluster.ClusterClients;
import io.databasesync.cli.cluster.ClusterName;
import io.databasesync.cli.cluster.SyncHistory;
import io.databasesync.cli.options.DatabaseOptions;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.Output;
import io.databasesync.cli.terminal.PastRun;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cli.terminal.Version;
import io.databasesync.engine.TargetHistory;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `dbsync history`: the runs of a sync on a cluster, or of a target.
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Lists runs, newest first: the last ten of a DatabaseSync that have ended, or the last fifty that wrote to"
                    + " the target of --direction or --file.",
            "",
            "A target keeps its own history in the schema databasesync, of runs from a cluster and from terminals."
        },
        footer = {"", TerminalCommand.EXIT_CODES})
final class HistoryCommand extends TerminalCommand {
    @Mixin
    private final DatabaseOptions options = new DatabaseOptions();

    @Mixin
    private final ClusterName cluster = new ClusterName();

    @Mixin
    private final Output output = new Output();

    private final ClusterClients clients;

    HistoryCommand(Invocation invocation, ClusterClients clients) {
        super(invocation);
        this.clients = clients;
    }

    @Override
    public Integer call() {
        List<PastRun> runs = cluster.named() ? SyncHistory.of(cluster, clients) : ofTarget();
        if (runs.isEmpty() && output.format().table()) {
            err().println("dbsync: nothing found");
            return 0;
        }
        out().print(PastRun.text(runs, output.format()));
        out().flush();
        return 0;
    }

    private List<PastRun> ofTarget() {
        return TargetHistory.read(options.databases(invocation()).target()).stream()
                .map(PastRun::of)
                .toList();
    }
}
