package io.databasesync.cli.cluster;

import io.databasesync.api.DatabaseSync;
import io.databasesync.cli.terminal.Format;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.Output;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cli.terminal.Version;
import io.databasesync.cluster.Syncs;
import io.databasesync.text.Display;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `dbsync status`: the syncs of a cluster, or one of them.
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Shows the DatabaseSyncs of a namespace, or one of them.",
            "",
            "With --watch, it shows the active run of the sync until that has ended, and ends with its exit code."
        },
        footer = {"", TerminalCommand.EXIT_CODES})
final class StatusCommand extends ListCommand {
    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The DatabaseSync.")
    private @Nullable String name;

    @Option(
            names = {"-w", "--watch"},
            description = "Show the progress of the active run.")
    private boolean watch;

    StatusCommand(Invocation invocation, ClusterClients clients) {
        super(invocation, clients);
    }

    @Override
    int call(KubernetesClient client, String place) {
        if (name == null) {
            refuseIf(watch, "--watch shows one sync; add its name");
            Syncs syncs = new Syncs(client, place);
            print(Fields.now().syncs(), everywhere() ? Syncs.everywhere(client) : syncs.list(), client);
            return 0;
        }
        refuseIf(everywhere(), "a name is of one namespace; leave out --all-namespaces");
        refuseIf(watch && format() != Format.text, "--watch shows text; leave out --output");
        DatabaseSync sync = new Syncs(client, place).get(name);
        return watch ? watch(client, place, sync) : show(client, sync);
    }

    private int show(KubernetesClient client, DatabaseSync sync) {
        out().print(Fields.now().syncs().one(sync, format(), client.getKubernetesSerialization()));
        if (format() == Format.text
                && sync.getStatus() != null
                && sync.getStatus().message() != null) {
            out().println();
            out().println(Display.printable(sync.getStatus().message()));
        }
        return 0;
    }

    private int watch(KubernetesClient client, String place, DatabaseSync sync) {
        String active = sync.getStatus() == null ? null : sync.getStatus().activeRun();
        if (active == null) {
            show(client, sync);
            return 0;
        }
        RunOutput printed = new RunOutput(new Output(), client.getKubernetesSerialization(), this);
        return new RunFollower(client, place, this, printed).follow(active);
    }
}
