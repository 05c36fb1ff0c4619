package io.databasesync.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.sync.Operation;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Makes `target/cache/dbsync.aot` of three runs of the image's worker, with the image's own JVM and jars: the cache
/// is for exactly these. Without it, the image works as well and starts later.
///
/// @see StartCache
final class ImageStartCache {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Path ARCHIVE = TARGET.resolve("jib-image.tar");
    private static final Path IMAGE = TARGET.resolve("image-root");
    private static final Path CACHE = TARGET.resolve("cache/dbsync.aot");
    private static final Path POD = TARGET.resolve("image-pod");
    private static final int PAGES = 200;
    private static final long MAX_BYTES = 300_000_000;
    /// A comparison finds both equal after the sync.
    private static final List<Operation> RUNS = List.of(Operation.Sync, Operation.Plan, Operation.Verify);

    private ImageStartCache() {}

    public static void main(String[] arguments) throws Exception {
        Files.deleteIfExists(CACHE);
        for (Path folder : List.of(IMAGE, POD)) {
            delete(folder);
            Files.createDirectories(folder);
        }
        Files.createDirectories(CACHE.getParent());
        List<String> entrypoint = unpack();
        train(entrypoint);
        refuseIfBig();
        delete(IMAGE);
        delete(POD);
        System.exit(0); // hooks of the servers stop them
    }

    /// Unpacks the layers of the image, with the times of its files, which the JVM compares.
    ///
    /// @return the command that the image starts
    private static List<String> unpack() throws IOException, InterruptedException {
        run(Map.of(), List.of("tar", "-xf", ARCHIVE.toString(), "-C", POD.toString()));
        JsonNode manifest = json(POD.resolve("manifest.json")).get(0);
        for (JsonNode layer : manifest.get("Layers")) {
            String file = POD.resolve(layer.asText()).toString();
            run(Map.of(), List.of("tar", "-xf", file, "-C", IMAGE.toString(), "--no-same-owner"));
        }
        JsonNode config = json(POD.resolve(manifest.get("Config").asText())).get("config");
        List<String> entrypoint = StreamSupport.stream(config.get("Entrypoint").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.toCollection(ArrayList::new));
        entrypoint.set(0, java(config).toString());
        return entrypoint;
    }

    private static Path java(JsonNode config) throws IOException {
        return StreamSupport.stream(config.get("Env").spliterator(), false)
                .map(JsonNode::asText)
                .filter(variable -> variable.startsWith("PATH="))
                .flatMap(path -> Stream.of(path.substring("PATH=".length()).split(":", -1)))
                .map(folder -> IMAGE.resolve(folder.substring(1)).resolve("java"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IOException("the image has no java on its PATH"));
    }

    private static void train(List<String> entrypoint) throws IOException, InterruptedException {
        try (TestDatabase source = TestServer.newer().createDatabase();
                TestDatabase target = TestServer.older().createDatabase();
                InJvmKubernetes kubernetes = InJvmKubernetes.withTls()) {
            source.fixture(PAGES, false);
            target.fixture(PAGES, false);
            target.execute("drop table archon_settings"); // to be made, while the others are replaced
            mount("local", target);
            mount("remote", source);
            Files.writeString(POD.resolve("kubeconfig"), kubernetes.kubeconfig());
            RUNS.forEach(operation -> create(kubernetes.client(), operation));
            run(environment(), command(entrypoint));
        }
        if (!Files.exists(CACHE)) {
            throw new IOException("the training run has left no " + CACHE);
        }
    }

    private static void create(KubernetesClient client, Operation operation) {
        String run = """
                apiVersion: databasesync.io/v1alpha1
                kind: DatabaseSyncRun
                metadata: {name: %s, namespace: default}
                spec:
                  syncRef: training
                  operation: %s
                  template:
                    direction: RemoteToLocal
                    local: {uriSecret: {name: local}}
                    remote: {uriSecret: {name: remote}}
                    tables: {include: ["public.archon_*"], exclude: ["public.archon_mcp_*"]}
                """.formatted(name(operation), operation);
        client.resource(client.getKubernetesSerialization().unmarshal(run, DatabaseSyncRun.class))
                .create();
    }

    /// What a node stores of the image: its files and the cache. An image of an earlier build has the former cache.
    private static void refuseIfBig() throws IOException {
        Path former = IMAGE.resolve("app/cache");
        try (Stream<Path> files = Files.walk(IMAGE)) {
            long bytes = Files.size(CACHE)
                    + files.filter(file -> !file.startsWith(former) && !Files.isSymbolicLink(file))
                            .map(Path::toFile)
                            .filter(File::isFile)
                            .mapToLong(File::length)
                            .sum();
            if (bytes > MAX_BYTES) {
                throw new IOException("the image takes %d bytes, more than %d".formatted(bytes, MAX_BYTES));
            }
        }
    }

    private static Map<String, String> environment() {
        return Map.of(
                "KUBECONFIG", POD.resolve("kubeconfig").toString(),
                "DBSYNC_ROOT", POD.toString(),
                "DBSYNC_TERMINATION_LOG", POD.resolve("termination-log").toString());
    }

    private static String name(Operation operation) {
        return operation.name().toLowerCase(Locale.ROOT);
    }

    /// The image's own command for all runs in one process, with its paths below the unpacked image. The JVM compares
    /// paths of jars without what all of them begin with.
    private static List<String> command(List<String> entrypoint) throws IOException {
        List<String> command = new ArrayList<>();
        for (String part : entrypoint) {
            if (part.startsWith("-XX:AOTCache=")) {
                command.add("-XX:AOTCacheOutput=" + CACHE);
            } else if (part.startsWith("@")) {
                command.add(Stream.of(Files.readString(IMAGE.resolve(part.substring(2)))
                                .strip()
                                .split(":", -1))
                        .map(jar -> IMAGE + jar)
                        .collect(Collectors.joining(":")));
            } else {
                command.add(part.equals(Main.class.getName()) ? TrainingRun.class.getName() : part);
            }
        }
        RUNS.forEach(operation ->
                command.add("worker --namespace=default --run=%s --identities={}".formatted(name(operation))));
        return command;
    }

    private static void mount(String end, TestDatabase database) throws IOException {
        Path folder = Files.createDirectories(POD.resolve("etc/databasesync/" + end));
        Files.writeString(folder.resolve("uri"), database.uriWithPassword());
    }

    private static void run(Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().putAll(environment);
        int code = builder.start().waitFor();
        if (code != 0) {
            throw new IOException("exit code %d of %s".formatted(code, String.join(" ", command)));
        }
    }

    private static JsonNode json(Path file) throws IOException {
        return new ObjectMapper().readTree(file.toFile());
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
