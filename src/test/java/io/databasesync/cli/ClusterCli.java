package io.databasesync.cli;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.Endpoint;
import io.databasesync.api.RunResult;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.cli.terminal.Terminal;
import io.databasesync.cluster.Runs;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs `dbsync` in process, as a person types it, against a cluster in this JVM.
final class ClusterCli implements AutoCloseable {
    final InJvmKubernetes kubernetes = new InJvmKubernetes();
    final KubernetesClient client = kubernetes.client();
    final Runs runs = new Runs(client, "knowledge");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /// A command at a terminal where nobody is.
    int dbsync(String... args) {
        return answered(null, args);
    }

    /// @param answer what somebody types; null if nobody is there
    int answered(@Nullable String answer, String... args) {
        return run(kubernetes::newClient, answer, args);
    }

    /// A command that finds another cluster.
    int over(Supplier<KubernetesClient> cluster, String... args) {
        return run(cluster, null, args);
    }

    private int run(Supplier<KubernetesClient> cluster, @Nullable String answer, String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        Terminal terminal = new Terminal(answer != null, () -> Optional.ofNullable(answer), System.err);
        Invocation invocation = new Invocation(Map.of(), Path.of(""), terminal, (_, _, _) -> {
            throw new IllegalStateException("the engine of this terminal runs nothing");
        });
        return Main.commandLine(invocation, _ -> cluster.get(), args)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(args);
    }

    /// The output of the last command.
    String out() {
        return out.toString();
    }

    /// The errors of the last command.
    String err() {
        return err.toString();
    }

    /// Creates the sync `kb` in the namespace `knowledge`.
    void createSync() {
        DatabaseSync sync = new DatabaseSync();
        sync.setMetadata(new ObjectMetaBuilder()
                .withNamespace("knowledge")
                .withName("kb")
                .build());
        sync.setSpec(DatabaseSyncSpec.of(Direction.RemoteToLocal, end("a"), end("b")));
        client.resource(sync).create();
    }

    private static Endpoint end(String secret) {
        return Specs.endpoint(secret);
    }

    DatabaseSync sync() {
        return Objects.requireNonNull(client.resources(DatabaseSync.class)
                .inNamespace("knowledge")
                .withName("kb")
                .get());
    }

    /// Waits until there are so many runs.
    ///
    /// @param code of the command that starts one
    /// @return the run that syncs
    DatabaseSyncRun started(CompletableFuture<Integer> code, int many) {
        List<DatabaseSyncRun> all = runs.list();
        while (all.size() < many && !code.isDone()) {
            all = runs.list();
        }
        return all.stream()
                .filter(run -> run.getSpec().operation() == Operation.Sync)
                .findFirst()
                .orElseGet(all::getFirst);
    }

    void settle(DatabaseSyncRun run, RunResult result, String reason) {
        client.resource(run).editStatus(found -> {
            found.setStatus(DatabaseSyncRunStatus.NONE
                    .withPhase(Phase.valueOf(result.name()))
                    .withResult(result)
                    .withReason(reason));
            return found;
        });
    }

    @Override
    public void close() {
        kubernetes.close();
    }
}
