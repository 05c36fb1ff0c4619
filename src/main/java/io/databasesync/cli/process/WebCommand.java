package io.databasesync.cli.process;

import io.databasesync.cli.cluster.ClusterClients;
import io.databasesync.cli.cluster.ClusterOptions;
import io.databasesync.cli.options.SyncOptions;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.TerminalCommand;
import io.databasesync.cli.terminal.Version;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.web.WebSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `dbsync web`: the REST API and the dashboard, for everybody of a cluster or for the person at this computer.
@Command(
        name = "web",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Serves the dashboard and its REST API.",
            "",
            "With --external-url, for everybody: each request carries its caller's token of the cluster, and the"
                    + " cluster decides. Without it, for you alone, on this computer: with --direction or --file over"
                    + " LOCAL_DATABASE_URI and REMOTE_DATABASE_URI, otherwise over the cluster of your kubeconfig."
        },
        footer = {"", TerminalCommand.EXIT_CODES})
final class WebCommand extends TerminalCommand {
    private static final int PORT = 8080;
    private static final int HEALTH_PORT = 8081;

    private final ClusterClients clients;

    @Mixin
    private final SyncOptions options = new SyncOptions();

    @Mixin
    private final ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "The port. Default: 8080, or a free one for you alone.")
    private @Nullable Integer port;

    @Option(
            names = "--health-port",
            paramLabel = "PORT",
            description = "The port of the probes, with --external-url. Default: 8081.")
    private int healthPort = HEALTH_PORT;

    @Option(
            names = "--external-url",
            paramLabel = "URL",
            description = "The address in the browser: https://dbsync.example. Requests for another host are refused.")
    private @Nullable URI externalUrl;

    @Option(
            names = "--token-header",
            paramLabel = "NAME",
            description = "The only header that a caller's token may come in. Default: Authorization.")
    private String tokenHeader = WebSettings.AUTHORIZATION;

    @Option(
            names = "--badges",
            description = "Serve badges of syncs with the annotation databasesync.io/badge: \"true\" to everybody.")
    private boolean badges;

    WebCommand(Invocation invocation, ClusterClients clients) {
        super(invocation);
        this.clients = clients;
    }

    @Override
    public Integer call() throws InterruptedException {
        refuseIf(
                cluster.named() && (externalUrl != null || options.named()),
                "--context and --namespace are for the cluster of your kubeconfig; leave out --external-url, --direction"
                        + " and --file");
        if (externalUrl != null) {
            refuseIf(options.named(), "--external-url serves a cluster; leave out --direction and --file");
            WebRun.ofCluster(served(externalUrl), healthPort, invocation().environment());
            return 0;
        }
        WebRun run = new WebRun(loopback(), this);
        if (options.named()) {
            run.overEngine(
                    operation -> options.request(invocation(), operation),
                    invocation().engine());
        } else {
            run.overKubeconfig(cluster.client(clients), cluster.namespace());
        }
        return 0;
    }

    private WebSettings loopback() {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port == null ? 0 : port);
        return WebSettings.at(address, "");
    }

    private WebSettings served(URI url) {
        boolean whole = url.getHost() != null
                && ("https".equals(url.getScheme()) || "http".equals(url.getScheme()))
                && (url.getRawPath() == null || url.getRawPath().isEmpty())
                && url.getRawQuery() == null
                && url.getRawFragment() == null
                && url.getRawUserInfo() == null;
        if (!whole) {
            throw SyncException.of(
                    Reason.InvalidSpec,
                    "--external-url",
                    "--external-url %s is not an address of a server".formatted(url),
                    Fix.advice("write it without a path: https://dbsync.example"));
        }
        return WebSettings.at(new InetSocketAddress(port == null ? PORT : port), url.toString())
                .withTokenHeader(tokenHeader)
                .withBadges(badges);
    }
}
