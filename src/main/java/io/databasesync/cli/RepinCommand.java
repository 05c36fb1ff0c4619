package io.databasesync.cli;

import io.databasesync.api.Annotations;
import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.PinnedIdentities;
import io.databasesync.api.Identity;
import io.databasesync.progress.Display;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `dbsync repin`: lets a sync on a cluster go to other databases from now on.
@Command(
        name = "repin",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Clears the databases that a DatabaseSync is held to.",
            "",
            "A sync is held to the databases that its first run reached; a run that finds another one is refused"
                    + " (IdentityChanged). After a move, or after a restore onto a new server, look where local and"
                    + " remote lead, then run this: the next run is held to what it reaches. If a run was refused, it is"
                    + " started again at once."
        },
        footer = {"", Main.EXIT_CODES})
final class RepinCommand implements Callable<Integer> {
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final Invocation invocation;
    private final Supplier<KubernetesClient> cluster;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "SYNC", description = "The DatabaseSync.")
    private String name = "";

    @Option(
            names = {"-n", "--namespace"},
            description = "Its namespace; if absent, that of the kubeconfig.")
    private @Nullable String namespace;

    @Option(names = "--skip-confirm", description = "Do not ask.")
    private boolean skipConfirm;

    RepinCommand(Invocation invocation, Supplier<KubernetesClient> cluster) {
        this.invocation = invocation;
        this.cluster = cluster;
    }

    @Override
    public Integer call() {
        try (KubernetesClient client = cluster.get()) {
            return call(client);
        } catch (KubernetesClientException e) {
            throw new SyncException(
                    Reason.ConnectionFailed,
                    "the cluster did not do it: %s; check KUBECONFIG, and that you may get and patch databasesyncs"
                            .formatted(Display.text(Objects.toString(e.getMessage(), ""))),
                    e);
        }
    }

    private int call(KubernetesClient client) {
        String where = Optional.ofNullable(namespace)
                .or(() -> Optional.ofNullable(client.getNamespace()))
                .orElse("default");
        Resource<DatabaseSync> resource =
                client.resources(DatabaseSync.class).inNamespace(where).withName(name);
        DatabaseSync sync = resource.get();
        if (sync == null) {
            throw new SyncException(
                    Reason.InvalidSpec,
                    "namespace %s has no DatabaseSync %s; correct the name, or add --namespace".formatted(where, name));
        }
        out().println(Display.text("DatabaseSync %s/%s is held to".formatted(where, name)));
        PinnedIdentities pinned = pinned(sync);
        out().println("  local   " + text(pinned.local()));
        out().println("  remote  " + text(pinned.remote()));
        if (!skipConfirm && !invocation.terminal().interactive()) {
            throw new SyncException(Reason.InvalidSpec, "nobody is there to confirm; add --skip-confirm");
        }
        if (!skipConfirm && !confirmed()) {
            err().println("dbsync: not confirmed; nothing was changed.");
            return Reason.Cancelled.exitCode();
        }
        String value = Instant.now().toString();
        resource.patch(
                MERGE,
                client.getKubernetesSerialization()
                        .asJson(Map.of("metadata", Map.of("annotations", Map.of(Annotations.REPIN, value)))));
        out().printf("annotated with %s=%s%n", Annotations.REPIN, value);
        out().flush();
        return 0;
    }

    private static PinnedIdentities pinned(DatabaseSync sync) {
        DatabaseSyncStatus status = sync.getStatus();
        return status == null || status.identities() == null ? PinnedIdentities.NONE : status.identities();
    }

    private static String text(@Nullable Identity identity) {
        return identity == null ? "nothing yet" : Display.text(identity.text());
    }

    private boolean confirmed() {
        return invocation
                .terminal()
                .agreed(
                        out(),
                        "From now on it may REPLACE tables in whatever its next run reaches.%nContinue?".formatted());
    }

    private PrintWriter out() {
        return commandLine().getOut();
    }

    private PrintWriter err() {
        return commandLine().getErr();
    }

    private CommandLine commandLine() {
        return Objects.requireNonNull(spec, "picocli sets the spec before it calls a command")
                .commandLine();
    }
}
