package io.databasesync.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// `dbsync web` as a person starts it, in a process of its own, with a kubeconfig that has her token.
final class KubeconfigWeb implements AutoCloseable {
    private final Path kubeconfig;
    private final Process process;
    private final BufferedReader out;
    private boolean used;

    KubeconfigWeb(Installation cluster, String token) throws IOException {
        kubeconfig = Files.createTempFile("kubeconfig", ".json");
        Files.write(kubeconfig, new ObjectMapper().writeValueAsBytes(config(cluster, token)));
        ProcessBuilder command = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.databasesync.cli.Main",
                        "web")
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        command.environment().put("KUBECONFIG", kubeconfig.toString());
        process = command.start();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static Map<String, Object> config(Installation cluster, String token) {
        Config admin = cluster.client().getConfiguration();
        Map<String, Object> server = new LinkedHashMap<>(Map.of("server", admin.getMasterUrl()));
        if (admin.getCaCertData() != null) {
            server.put("certificate-authority-data", admin.getCaCertData());
        } else if (admin.getCaCertFile() != null) {
            server.put("certificate-authority", admin.getCaCertFile());
        }
        return Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Config",
                "clusters",
                List.of(Map.of("name", "node", "cluster", server)),
                "users",
                List.of(Map.of("name", "person", "user", Map.of("token", token))),
                "contexts",
                List.of(Map.of(
                        "name",
                        "hers",
                        "context",
                        Map.of("cluster", "node", "user", "person", "namespace", cluster.namespace()))),
                "current-context",
                "hers");
    }

    /// The address that it prints, and a new one for each further call: each lets one browser in.
    String address() {
        try {
            if (used) {
                process.getOutputStream().write('\n');
                process.getOutputStream().flush();
            }
            used = true;
            String line = out.readLine();
            while (line != null && !line.startsWith("http")) { // it says more about an address
                line = out.readLine();
            }
            return Objects.requireNonNull(line, "dbsync web did not start");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        Files.delete(kubeconfig);
    }
}
