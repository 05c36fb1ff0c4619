package io.databasesync.operator;

import java.time.Duration;
import java.util.Map;

/// How the operator reports: about itself over HTTP, about runs in their syncs.
///
/// @param instance the name of the operator's pod, shown in events
/// @param port the port of `/metrics` and the probes; 0 picks a free one, a negative one serves nothing
/// @param beat the shortest time between two reports of one run's progress; many runs stretch it
public record Reporting(String instance, int port, Duration beat) {
    /// No HTTP server.
    public static final Reporting LOCAL = new Reporting("databasesync", -1, Duration.ofSeconds(3));

    static final String PORT = "DBSYNC_HTTP_PORT";
    static final String INSTANCE = "HOSTNAME"; // Kubernetes sets it to the pod's name

    private static final int MAX_PORT = 65535;

    /// @throws IllegalArgumentException naming the variable that is wrong
    public static Reporting fromEnvironment(Map<String, String> environment) {
        String port = environment.getOrDefault(PORT, "");
        String instance = environment.getOrDefault(INSTANCE, LOCAL.instance());
        return new Reporting(instance, port.isBlank() ? LOCAL.port() : port(port), LOCAL.beat());
    }

    private static int port(String text) {
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > MAX_PORT) {
            throw new IllegalArgumentException("%s is %s; set it to a port, for example 8080".formatted(PORT, text));
        }
        return Integer.parseInt(text);
    }
}
