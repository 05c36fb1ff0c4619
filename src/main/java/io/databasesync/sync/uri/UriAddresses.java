package io.databasesync.sync.uri;

import io.databasesync.sync.ConnectionSettings.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The hosts of a connection URI, each with its port.
record UriAddresses(UriText text) {
    /// `a:5432,[::1]:5433` as libpq's parameters `host` and `port`.
    Map<String, String> parameters(String addresses) {
        List<String> hosts = new ArrayList<>();
        List<String> ports = new ArrayList<>();
        for (String address : addresses.split(",", -1)) {
            int bracket = address.startsWith("[") ? address.indexOf(']') : 0;
            int colon = address.indexOf(':', Math.max(0, bracket));
            String host = colon < 0 ? address : address.substring(0, colon);
            if (bracket < 0 || (bracket > 0 && !host.endsWith("]"))) {
                throw text.invalid("has an IPv6 address without its closing bracket", "write [ADDRESS]:PORT");
            }
            hosts.add(text.decode(bracket > 0 ? host.substring(1, bracket) : host, "the host"));
            ports.add(colon < 0 ? "" : address.substring(colon + 1));
        }
        return Map.of("host", String.join(",", hosts), "port", String.join(",", ports));
    }

    /// @param host libpq's parameter; commas separate several hosts
    /// @param port libpq's parameter; one for all hosts, or one for each
    List<HostPort> hosts(String host, String port) {
        String[] hosts = host.split(",", -1);
        String[] ports = port.split(",", -1);
        if (ports.length != 1 && ports.length != hosts.length) {
            throw text.invalid(
                    "names %d hosts and %d ports".formatted(hosts.length, ports.length),
                    "give one port, or one for each host");
        }
        List<HostPort> result = new ArrayList<>();
        for (int i = 0; i < hosts.length; i++) {
            if (hosts[i].isEmpty() || hosts[i].startsWith("/") || hosts[i].startsWith("@")) {
                throw text.invalid(
                        hosts[i].isEmpty() ? "names no host" : "names a Unix socket",
                        "write postgresql://USER:PASSWORD@HOST:PORT/DATABASE");
            }
            result.add(new HostPort(hosts[i], port(ports.length == 1 ? ports[0] : ports[i])));
        }
        return result;
    }

    private int port(String digits) {
        if (digits.isEmpty()) {
            return HostPort.DEFAULT_PORT;
        }
        int port = digits.matches("\\d{1,5}") ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > 65535) {
            // Not shown: a slash in a password makes the first half of the password look like a port
            throw text.invalid(
                    "has a port that is not a number from 1 to 65535",
                    "correct it; a / within the password is written %2F, a : within the user %3A");
        }
        return port;
    }
}
