package io.databasesync.cli;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.cli.DistProgram.Result;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// Makes `target/dist/lib/dbsync.aot` of some commands of the packaged program: classes that are loaded and linked
/// already, and which methods are worth compiling. A short sync takes a third less CPU with it, and a command on a
/// cluster starts in half the time. Without it, or where it is of another JVM or of other jars, the JVM passes over
/// it, and everything works as well.
///
/// @see <a href="https://openjdk.org/jeps/514">JEP 514</a>
final class StartCache {
    static final Path FILE =
            DistProgram.PROGRAM.resolveSibling("../lib/dbsync.aot").normalize();
    private static final int PAGES = 200;
    private static final String TABLES = " --include=public.archon_* --exclude=public.archon_mcp_*";
    private static final String SYNC = """
            apiVersion: databasesync.io/v1alpha1
            kind: DatabaseSync
            metadata: {name: training, namespace: default}
            spec:
              direction: RemoteToLocal
              local: {uriSecret: {name: local}}
              remote: {uriSecret: {name: remote}}
              tables: {include: ["public.archon_*"]}
            """;
    private static final String RUN = """
            apiVersion: databasesync.io/v1alpha1
            kind: DatabaseSyncRun
            metadata: {name: training-1, namespace: default}
            spec: {syncRef: training, operation: Sync}
            """;

    private StartCache() {}

    public static void main(String[] arguments) throws Exception {
        Files.deleteIfExists(FILE); // of an earlier build
        Path folder = Files.createDirectories(Path.of("target/start-cache"));
        DistProgram program = new DistProgram(folder);
        try (TestDatabase source = TestServer.newer().createDatabase();
                TestDatabase target = TestServer.older().createDatabase();
                InJvmKubernetes kubernetes = InJvmKubernetes.withTls()) {
            source.fixture(PAGES, false);
            target.fixture(PAGES, false);
            target.execute("drop table archon_settings"); // to be made, while the others are replaced
            create(kubernetes.client());
            Path kubeconfig = Files.writeString(folder.resolve("kubeconfig"), kubernetes.kubeconfig());
            Result result = program.run(
                    Map.of(
                            "REMOTE_DATABASE_URI",
                            source.uriWithPassword(),
                            "LOCAL_DATABASE_URI",
                            target.uriWithPassword(),
                            "KUBECONFIG",
                            kubeconfig.toAbsolutePath().toString(),
                            "DBSYNC_MAIN",
                            TrainingRun.class.getSimpleName(),
                            "DBSYNC_JAVA_OPTS",
                            "-XX:AOTCacheOutput=" + FILE),
                    "sync --direction=remote-to-local --skip-confirm" + TABLES,
                    "rollback --direction=remote-to-local --skip-confirm" + TABLES,
                    "plan --direction=remote-to-local" + TABLES,
                    "status",
                    "status training",
                    "runs -o json");
            if (result.code() != 0 || !Files.exists(FILE)) {
                throw new IOException("no %s; exit code %d of the training run:%n%s%s"
                        .formatted(FILE, result.code(), result.out(), result.err()));
            }
        }
        System.exit(0); // hooks of the servers stop them
    }

    private static void create(KubernetesClient client) {
        client.resource(client.getKubernetesSerialization().unmarshal(SYNC, DatabaseSync.class))
                .create();
        client.resource(client.getKubernetesSerialization().unmarshal(RUN, DatabaseSyncRun.class))
                .create();
    }
}
