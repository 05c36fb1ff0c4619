package io.databasesync.cli;

import io.databasesync.progress.Display;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What the commands have in common that change one object on a cluster: where it is, who is asked, and what they
/// say if the cluster does not do it.
abstract class ClusterCommand extends TerminalCommand {
    private static final int INVALID = 422; // what a rule of the CRD refuses

    private final Supplier<KubernetesClient> cluster;
    private final String resources;

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "Its namespace. Default: the one of the kubeconfig.")
    private @Nullable String namespace;

    @Option(names = "--skip-confirm", description = "Do not ask.")
    private boolean skipConfirm;

    /// @param resources what is read and patched, as kubectl calls it
    ClusterCommand(Invocation invocation, Supplier<KubernetesClient> cluster, String resources) {
        super(invocation);
        this.cluster = cluster;
        this.resources = resources;
    }

    @Override
    public final Integer call() {
        try (KubernetesClient client = cluster.get()) {
            String here = Objects.requireNonNullElse(client.getNamespace(), "default");
            return call(client, Objects.requireNonNullElse(namespace, here));
        } catch (KubernetesClientException e) {
            throw refusal(e, resources);
        }
    }

    abstract int call(KubernetesClient client, String place);

    /// What to do about what the cluster has answered.
    static SyncException refusal(KubernetesClientException e, String resources) {
        Reason reason = e.getCode() == 0 ? Reason.ConnectionFailed : Reason.InvalidSpec;
        String fix = switch (e.getCode()) {
            case HttpURLConnection.HTTP_UNAUTHORIZED -> "log in again, or check KUBECONFIG";
            case HttpURLConnection.HTTP_FORBIDDEN -> "ask for the right to get and patch " + resources;
            case HttpURLConnection.HTTP_NOT_FOUND ->
                "install the CRDs of databasesync there, or check KUBECONFIG; it may be gone by now";
            case HttpURLConnection.HTTP_CONFLICT -> "somebody changed it meanwhile; look at it again, then repeat";
            case INVALID -> "a rule forbids it; look at it again";
            default -> "check KUBECONFIG, and that you may get and patch " + resources;
        };
        String said = Display.text(Objects.toString(e.getMessage(), ""));
        return new SyncException(reason, "the cluster did not do it: %s; %s".formatted(said, fix), e);
    }

    /// Whether a person is asked.
    boolean asks() {
        return !skipConfirm;
    }
}
