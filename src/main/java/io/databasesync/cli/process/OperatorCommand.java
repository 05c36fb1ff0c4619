package io.databasesync.cli.process;

import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.Version;
import io.databasesync.contract.Kubernetes;
import io.databasesync.operator.DatabaseSyncOperator;
import io.databasesync.operator.OperatorSettings;
import io.databasesync.operator.Reporting;
import io.databasesync.operator.metrics.OperatorMetrics;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;

/// `dbsync operator`: watches DatabaseSyncs and DatabaseSyncRuns until a signal stops it.
@Command(
        name = "operator",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Watches DatabaseSyncs and starts a pod for each of their runs.",
        footer = {
            "",
            "Settings come from the environment: DBSYNC_IMAGE, DBSYNC_IMAGE_PULL_POLICY, DBSYNC_NAMESPACES,"
                    + " DBSYNC_STALL_AFTER, DBSYNC_HTTP_PORT, DBSYNC_LOG_LEVEL, DBSYNC_LOG_FORMAT."
        })
final class OperatorCommand implements Callable<Integer> {
    /// The kubelet starts another process.
    private static final int NOT_RECEIVING = 1;

    private final Invocation invocation;

    OperatorCommand(Invocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public Integer call() throws InterruptedException {
        OperatorSettings settings = checked(OperatorSettings::fromEnvironment);
        Reporting reporting = checked(Reporting::fromEnvironment);
        try (OperatorMetrics metrics = new OperatorMetrics(Version.current());
                KubernetesClient client = Kubernetes.client(Config.autoConfigure(null), metrics.requests());
                DatabaseSyncOperator operator = new DatabaseSyncOperator(client, settings, reporting, metrics)) {
            Runtime.getRuntime().addShutdownHook(new Thread(operator::close, "shutdown"));
            operator.start();
            return operator.awaitEnd() ? 0 : NOT_RECEIVING;
        }
    }

    private <T> T checked(Function<Map<String, String>, T> settings) {
        try {
            return settings.apply(invocation.environment());
        } catch (IllegalArgumentException e) {
            throw SyncException.of(Reason.InvalidSpec, "settings of the operator", "" + e.getMessage(), Fix.NONE)
                    .causedBy(e);
        }
    }
}
