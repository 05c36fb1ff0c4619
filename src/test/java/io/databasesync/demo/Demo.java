package io.databasesync.demo;

import ch.qos.logback.classic.LoggerContext;
import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
import io.databasesync.api.RunResult;
import io.databasesync.sync.TableName;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import io.databasesync.text.Display;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/// Applies a DatabaseSync and watches it copy a knowledge base from PostgreSQL 17 to 15. Everything is the real
/// thing, except that the Kubernetes API, its Job controller and the pods are in this JVM: no Docker, no cluster.
///
/// `mvn -q -B -ntp test-compile exec:exec@demo`
final class Demo {
    private static final int PAGES = 12_000;
    private static final int OLD_PAGES = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final PrintStream out;

    Demo(PrintStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) {
        Thread goodbye = new Thread(Demo::interrupted, "goodbye");
        Runtime.getRuntime().addShutdownHook(goodbye);
        int exitCode = 1;
        try {
            new Demo(System.out).run();
            exitCode = 0;
        } catch (Throwable e) { // a class that cannot be initialized, too
            System.err.println("The demo failed: " + (e instanceof Disappointment ? e.getMessage() : e));
            if (!(e instanceof Disappointment)) {
                e.printStackTrace();
            }
        }
        try {
            Runtime.getRuntime().removeShutdownHook(goodbye);
        } catch (IllegalStateException _) {
            return; // Ctrl-C: the JVM is on its way out already
        }
        System.exit(exitCode); // hooks of the servers stop them and remove their files
    }

    /// Ctrl-C. The servers' own hooks stop them; what operator and worker would say about that is of no interest.
    private static void interrupted() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).stop();
        System.out.println();
        System.out.println("Interrupted; stopping both servers.");
        System.out.flush();
        System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    }

    private void run() throws Exception {
        Instant started = Instant.now();
        say("Starting two PostgreSQL servers …");
        try (TestDatabase source = TestServer.newer().createDatabase();
                TestDatabase target = TestServer.older().createDatabase()) {
            FutureTask<TestDatabase> filled = start(() -> {
                source.fixture(PAGES, false);
                return source;
            });
            target.fixture(OLD_PAGES, false);
            filled.get();
            say("remote  PostgreSQL %s  the knowledge base, with %s pages"
                    .formatted(source.value("show server_version"), Display.count(PAGES)));
            say("local   PostgreSQL %s  an old copy of it, with %s pages"
                    .formatted(target.value("show server_version"), Display.count(OLD_PAGES)));
            try (InJvmCluster cluster = new InJvmCluster()) {
                cluster.secret("kb-remote", source);
                cluster.secret("kb-local", target);
                sync(cluster);
            }
            compare(source, target);
        }
        say("Everything, servers included, took %s.".formatted(Display.duration(since(started))));
    }

    private void sync(InJvmCluster cluster) throws Exception {
        String manifest = manifest();
        say("\n$ cat databasesync.yaml\n%s\n$ kubectl apply -f databasesync.yaml".formatted(manifest));
        DatabaseSync sync = Serialization.unmarshal(manifest, DatabaseSync.class);
        BlockingQueue<DatabaseSync> changes = new LinkedBlockingQueue<>();
        watch(cluster, changes::add);
        cluster.apply(sync);
        say("databasesync.databasesync.io/%s created"
                .formatted(sync.getMetadata().getName()));
        say("\n$ kubectl get databasesyncs -w");
        tell(cluster, watch(changes));
    }

    /// Prints what happens until a run has ended.
    private DatabaseSyncStatus watch(BlockingQueue<DatabaseSync> changes) throws Exception {
        say(WatchTable.header());
        WatchTable table = new WatchTable();
        while (true) {
            DatabaseSync seen = changes.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (seen == null) {
                throw new Disappointment("nothing has happened for " + Display.duration(PATIENCE));
            }
            table.line(seen, Instant.now()).forEach(this::say);
            DatabaseSyncStatus status = seen.getStatus();
            if (status != null && status.activeRun() == null && status.lastRun() != null) {
                return status;
            }
        }
    }

    private void tell(InJvmCluster cluster, DatabaseSyncStatus status) throws Disappointment {
        LastRun last = Objects.requireNonNull(status.lastRun());
        if (last.result() != RunResult.Succeeded) {
            throw new Disappointment("the sync %s: %s".formatted(status.phase(), status.message()));
        }
        DatabaseSyncRunStatus run =
                Objects.requireNonNull(cluster.runs().getFirst().getStatus());
        var verified = Objects.requireNonNull(run.verification());
        say("\nCopied    %s rows, %s over the wire, in %s."
                .formatted(
                        Display.count(Objects.requireNonNull(last.rows())),
                        Display.bytes(Objects.requireNonNull(last.bytes())),
                        last.duration()));
        say("Verified  %s with %s by %s before anybody could see them."
                .formatted(
                        Display.count(Objects.requireNonNull(verified.tables()), "table"),
                        Display.count(Objects.requireNonNull(verified.rows()), "row"),
                        verified.method()));
        say("Message   " + status.message());
    }

    /// Asks both servers, without any code of the engine.
    private void compare(TestDatabase source, TestDatabase target) throws Exception {
        List<TableName> tables = synced(source);
        FutureTask<SortedMap<TableName, String>> there = start(() -> source.contentHashes(tables));
        SortedMap<TableName, String> here = target.contentHashes(tables);
        if (!there.get().equals(here)) {
            throw new Disappointment("source and target differ: %s and %s".formatted(there.get(), here));
        }
        say("Compared  all columns of all rows again, independently of the engine: %d of %d tables are equal."
                .formatted(tables.size(), tables.size()));
    }

    /// On a thread of its own: the HTTP client needs those of the common pool.
    private static <T> FutureTask<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    static String manifest() {
        try (var file = Objects.requireNonNull(Demo.class.getResourceAsStream("/demo/databasesync.yaml"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What the manifest's patterns mean in the knowledge base.
    static List<TableName> synced(TestDatabase source) {
        return source.tables().stream()
                .filter(table ->
                        table.name().startsWith("archon_") && !table.name().startsWith("archon_mcp_"))
                .toList();
    }

    /// Every change of a sync, in its order, until the cluster is closed.
    static void watch(InJvmCluster cluster, Consumer<DatabaseSync> changed) {
        cluster.client()
                .resources(DatabaseSync.class)
                .inNamespace(InJvmCluster.NAMESPACE)
                .inform(new Changes(changed));
    }

    private static Duration since(Instant then) {
        return Duration.between(then, Instant.now());
    }

    private void say(String text) {
        out.println(text);
        out.flush();
    }

    /// The demo ran, and what it showed is not what it should show.
    private static final class Disappointment extends Exception {
        private static final long serialVersionUID = 1L;

        Disappointment(String message) {
            super(message);
        }
    }

    private record Changes(Consumer<DatabaseSync> seen) implements ResourceEventHandler<DatabaseSync> {
        @Override
        public void onAdd(DatabaseSync sync) {
            seen.accept(sync);
        }

        @Override
        public void onUpdate(DatabaseSync before, DatabaseSync sync) {
            seen.accept(sync);
        }

        @Override
        public void onDelete(DatabaseSync sync, boolean unknown) {}
    }
}
