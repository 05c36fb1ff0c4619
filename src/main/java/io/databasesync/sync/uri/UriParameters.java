package io.databasesync.sync.uri;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The libpq parameters that a connection URI may contain.
///
/// @see <a href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS">Parameter Key
/// Words</a>
final class UriParameters {
    /// Parameters that become a part of the endpoint.
    private static final Set<String> PARTS =
            Set.of("host", "port", "dbname", "user", "password", "ssl", "sslmode", "sslrootcert");

    private static final List<String> BOOLEAN = List.of("0", "1");

    /// Parameters that are passed on under libpq's name, with their allowed values; an empty list allows any.
    private static final Map<String, List<String>> PASSED_ON = new TreeMap<>(Map.of(
            "application_name",
            List.of(),
            "channel_binding",
            List.of("disable", "prefer", "require"),
            "connect_timeout",
            List.of(),
            "options",
            List.of(),
            "require_auth",
            List.of(),
            "sslnegotiation",
            List.of("postgres", "direct"),
            "target_session_attrs",
            List.of("any", "read-write", "read-only", "primary", "standby", "prefer-standby")));

    /// Parameters that are ignored, with the values for which that does no harm: our normal behaviour is at least as
    /// strict. An empty list allows any.
    private static final Map<String, List<String>> IGNORED = Map.ofEntries(
            Map.entry("client_encoding", List.of("UTF8", "utf8", "UTF-8", "auto")),
            Map.entry("fallback_application_name", List.of()),
            Map.entry("gssdelegation", List.of("0")),
            Map.entry("gssencmode", List.of("disable", "prefer")),
            Map.entry("keepalives", BOOLEAN), // the driver's are on, and the server probes its clients
            Map.entry("keepalives_idle", List.of()),
            Map.entry("keepalives_interval", List.of()),
            Map.entry("keepalives_count", List.of()),
            Map.entry("load_balance_hosts", List.of("disable")),
            Map.entry("max_protocol_version", List.of("3.0", "3.2", "latest")),
            Map.entry("min_protocol_version", List.of("3.0")),
            Map.entry("ssl_max_protocol_version", List.of("", "TLSv1.3")),
            Map.entry("ssl_min_protocol_version", List.of("", "TLSv1", "TLSv1.1", "TLSv1.2")),
            Map.entry("sslcertmode", List.of("disable", "allow")),
            Map.entry("sslcompression", BOOLEAN), // libpq ignores it too
            Map.entry("sslsni", List.of("1")),
            Map.entry("tcp_user_timeout", List.of())); // a copy that moves no byte ends after five minutes

    private static final Set<String> NUMBERS =
            Set.of("connect_timeout", "keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout");

    private static final String BY_PASSWORD = "remove it, and let the role log in with a password";
    private static final String NO_REVOCATION = "remove it; no revocation lists are read";

    /// What to do instead of using an unsupported parameter of libpq.
    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("hostaddr", "write the address as the host"),
            Map.entry("passfile", "write the password into the URI"),
            Map.entry("service", "write what the service file says into the URI"),
            Map.entry("servicefile", "write what the service file says into the URI"),
            Map.entry("requirepeer", "remove it; connections use TCP, so verify the server with sslmode=verify-full"),
            Map.entry("sslcert", BY_PASSWORD),
            Map.entry("sslkey", BY_PASSWORD),
            Map.entry("sslpassword", BY_PASSWORD),
            Map.entry("sslkeylogfile", "remove it; no keys are written to files"),
            Map.entry("sslcrl", NO_REVOCATION),
            Map.entry("sslcrldir", NO_REVOCATION),
            Map.entry("requiressl", "write sslmode=require"),
            Map.entry("replication", "remove it; rows are copied by COPY"),
            Map.entry("krbsrvname", BY_PASSWORD),
            Map.entry("gsslib", BY_PASSWORD),
            Map.entry("scram_client_key", BY_PASSWORD),
            Map.entry("scram_server_key", BY_PASSWORD),
            Map.entry("oauth_issuer", BY_PASSWORD),
            Map.entry("oauth_client_id", BY_PASSWORD),
            Map.entry("oauth_client_secret", BY_PASSWORD),
            Map.entry("oauth_scope", BY_PASSWORD));

    private UriParameters() {}

    /// A problem with a parameter and its fix; neither contains a value.
    record Problem(String found, String fix) {}

    static boolean isPassedOn(String name) {
        return PASSED_ON.containsKey(name);
    }

    static Optional<Problem> problem(String name) {
        String instead = INSTEAD.get(name);
        if (instead != null) {
            return Optional.of(new Problem("has the parameter " + name + ", which is not supported", instead));
        }
        boolean known = PARTS.contains(name) || PASSED_ON.containsKey(name) || IGNORED.containsKey(name);
        return known
                ? Optional.empty()
                : Optional.of(
                        new Problem("has the unknown parameter " + shown(name), "remove it; known are " + known()));
    }

    /// @param name an allowed parameter
    static Optional<Problem> problem(String name, String value) {
        if (name.equals("ssl") && !value.equals("true")) { // as libpq, which knows ssl=true for JDBC
            return Optional.of(new Problem("has a value of ssl that is unknown", "write sslmode=require, or ssl=true"));
        }
        List<String> allowed = PASSED_ON.getOrDefault(name, IGNORED.getOrDefault(name, List.of()));
        if (!allowed.isEmpty() && !allowed.contains(value)) {
            return Optional.of(new Problem(
                    "has a value of " + name + " that is unknown or not supported",
                    "use one of " + String.join(", ", allowed)));
        }
        if (NUMBERS.contains(name) && !value.matches("\\d{1,6}")) {
            return Optional.of(new Problem(
                    "has a " + name + " that is not a number", "give it as a number of at most six digits"));
        }
        return Optional.empty();
    }

    private static String known() {
        return Stream.of(PARTS, PASSED_ON.keySet(), IGNORED.keySet())
                .flatMap(Set::stream)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /// The word only if it looks like one of libpq's: other text may be the second half of a badly encoded password.
    static String shown(String word) {
        return word.matches("[A-Za-z_-]{1,32}") ? word : "(not shown)";
    }
}
