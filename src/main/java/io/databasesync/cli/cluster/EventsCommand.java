package io.databasesync.cli.cluster;

import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.Table.Field;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cli.terminal.Version;
import io.databasesync.cluster.Traces;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Objects;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `dbsync events`: what happened to a sync on a cluster.
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Lists the events of a DatabaseSync and of its runs, Jobs and pods, oldest first.",
        footer = {"", TerminalCommand.EXIT_CODES})
final class EventsCommand extends ListCommand {
    private static final Listing<Event> FIELDS = Listing.of(
            Field.of("TIME", Traces::second),
            Field.of("TYPE", event -> Objects.toString(event.getType(), "-")),
            Field.of("REASON", event -> Objects.toString(event.getReason(), "-")),
            Field.of(
                    "OBJECT",
                    event -> event.getInvolvedObject().getKind() + "/"
                            + event.getInvolvedObject().getName()),
            Field.of("MESSAGE", event -> Objects.toString(event.getMessage(), "-")));

    @Parameters(paramLabel = "SYNC", description = "The DatabaseSync.")
    private String sync = "";

    EventsCommand(Invocation invocation, ClusterClients clients) {
        super(invocation, clients);
    }

    @Override
    int call(KubernetesClient client, String place) {
        refuseIf(everywhere(), "a name is of one namespace; leave out --all-namespaces");
        print(FIELDS, new Traces(client, place).events(sync), client);
        return 0;
    }
}
