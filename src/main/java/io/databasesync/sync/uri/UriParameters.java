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
            "target_session_attrs",
            List.of("any", "read-write", "read-only", "primary", "standby", "prefer-standby")));

    /// Parameters that request our normal behaviour, with those values; they are ignored.
    private static final Map<String, List<String>> GRANTED = Map.of(
            "client_encoding", List.of("UTF8", "utf8", "UTF-8", "auto"),
            "fallback_application_name", List.of(),
            "gssencmode", List.of("disable", "prefer"),
            "keepalives", List.of("1"),
            "load_balance_hosts", List.of("disable"),
            "sslcompression", List.of("0"),
            "sslsni", List.of("1"));

    /// What to do instead of using an unsupported parameter of libpq.
    private static final Map<String, String> INSTEAD = Map.ofEntries(
            Map.entry("hostaddr", "write the address as the host"),
            Map.entry("passfile", "write the password into the URI"),
            Map.entry("service", "write what the service file says into the URI"),
            Map.entry("sslcert", "remove it, and let the role log in with a password"),
            Map.entry("sslkey", "remove it, and let the role log in with a password"),
            Map.entry("sslpassword", "remove it, and let the role log in with a password"),
            Map.entry("sslcrl", "remove it; no revocation lists are read"),
            Map.entry("sslcrldir", "remove it; no revocation lists are read"),
            Map.entry("requiressl", "write sslmode=require"),
            Map.entry("replication", "remove it; rows are copied by COPY"),
            Map.entry("krbsrvname", "remove it, and let the role log in with a password"),
            Map.entry("gsslib", "remove it, and let the role log in with a password"));

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
        boolean known = PARTS.contains(name) || PASSED_ON.containsKey(name) || GRANTED.containsKey(name);
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
        List<String> allowed = PASSED_ON.getOrDefault(name, GRANTED.getOrDefault(name, List.of()));
        if (!allowed.isEmpty() && !allowed.contains(value)) {
            return Optional.of(new Problem(
                    "has a value of " + name + " that is unknown", "use one of " + String.join(", ", allowed)));
        }
        if (name.equals("connect_timeout") && !value.matches("\\d{1,6}")) {
            return Optional.of(new Problem("has a connect_timeout that is not a number", "give it in seconds"));
        }
        return Optional.empty();
    }

    private static String known() {
        return Stream.of(PARTS, PASSED_ON.keySet(), GRANTED.keySet())
                .flatMap(Set::stream)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /// The word only if it looks like one of libpq's: other text may be the second half of a badly encoded password.
    static String shown(String word) {
        return word.matches("[A-Za-z_-]{1,32}") ? word : "(not shown)";
    }
}
