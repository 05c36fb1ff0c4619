package io.databasesync.sync.uri;

import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Password;
import io.databasesync.sync.SslMode;
import io.databasesync.sync.SyncException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A libpq connection URI: `postgresql://user:password@host:5432,other/database?sslmode=require`.
///
/// Read as libpq reads it, with three differences, each of them an error. A URI names its host and its user: a pod
/// has no Unix socket and no user of the machine. An `@` or `/` within the password is percent-encoded. A parameter
/// that we do not support is refused. `application_name` is accepted and ignored: a run's sessions carry the run's
/// name, so that later attempts find the sessions of earlier ones.
///
/// @see <a href="https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING-URIS">Connection
/// URIs</a>
public final class ConnectionUri {
    private static final String SYSTEM = "system";
    private static final Pattern KEYWORD_VALUE =
            Pattern.compile("^(host|hostaddr|port|dbname|user|password|service)\\s*=");

    private final UriText text;
    private final UriAddresses addresses;
    private final SslMode otherwise;
    private final Map<String, String> values = new LinkedHashMap<>();

    private ConnectionUri(String origin, SslMode otherwise) {
        this.text = new UriText(origin);
        this.addresses = new UriAddresses(text);
        this.otherwise = otherwise;
    }

    /// Reads a URI. It consults no environment, no password file and no name service.
    ///
    /// @param origin where a person set the URI; messages show it and names of parameters only
    /// @return an endpoint that a run may write to, with `sslmode` `prefer` unless the URI sets another; options
    /// have libpq's names
    /// @throws SyncException `InvalidSpec`, without any part of the URI that could hold the password
    public static ConnectionSettings parse(String uri, String origin) {
        return parse(uri, origin, SslMode.Prefer);
    }

    /// The same with another `sslmode` for a URI that names none.
    public static ConnectionSettings parse(String uri, String origin, SslMode otherwise) {
        return new ConnectionUri(origin, otherwise).endpoint(uri.strip());
    }

    private ConnectionSettings endpoint(String uri) {
        String rest = afterScheme(uri);
        // As libpq does: an @ before the first slash ends the credentials. A password may contain ? and :
        int slash = rest.indexOf('/');
        int at = (slash < 0 ? rest : rest.substring(0, slash)).indexOf('@');
        if (at >= 0) {
            credentials(rest.substring(0, at));
            rest = rest.substring(at + 1);
        }
        int question = rest.indexOf('?');
        location(question < 0 ? rest : rest.substring(0, question));
        if (question >= 0) {
            parameters(rest.substring(question + 1));
        }
        return endpoint();
    }

    private ConnectionSettings endpoint() {
        String user = value("user");
        if (user.isEmpty()) {
            throw invalid("names no user", "write postgresql://USER:PASSWORD@HOST:PORT/DATABASE");
        }
        String database = value("dbname");
        Map<String, String> options = new LinkedHashMap<>(values);
        options.keySet().removeIf(name -> !UriParameters.isPassedOn(name));
        return ConnectionSettings.at(
                        addresses.hosts(value("host"), value("port")), database.isEmpty() ? user : database)
                .user(user)
                .password(new Password(value("password")))
                .sslMode(sslMode())
                .rootCertificate(rootCertificate())
                .options(options)
                .origin(text.origin())
                .build();
    }

    private String afterScheme(String uri) {
        return Stream.of("postgresql://", "postgres://")
                .filter(uri::startsWith)
                .findFirst()
                .map(scheme -> uri.substring(scheme.length()))
                .orElseThrow(() -> invalid(kind(uri), "write postgresql://USER:PASSWORD@HOST:PORT/DATABASE"));
    }

    private static String kind(String uri) {
        if (uri.isEmpty()) {
            return "is empty";
        }
        if (uri.startsWith("jdbc:")) {
            return "is a JDBC URL, not a connection URI";
        }
        return KEYWORD_VALUE.matcher(uri).find()
                ? "is in the form KEYWORD=VALUE, not a connection URI"
                : "is not a connection URI";
    }

    private void credentials(String text) {
        int colon = text.indexOf(':');
        values.put("user", decode(colon < 0 ? text : text.substring(0, colon), "the user"));
        if (colon >= 0) {
            values.put("password", decode(text.substring(colon + 1), "the password"));
        }
    }

    private void location(String text) {
        if (text.indexOf('@') >= 0) {
            throw invalid("has an @ or a / within the user or password", "write each @ there as %40 and each / as %2F");
        }
        int slash = text.indexOf('/');
        if (slash >= 0) {
            values.put("dbname", decode(text.substring(slash + 1), "the database"));
        }
        values.putAll(addresses.parameters(slash < 0 ? text : text.substring(0, slash)));
    }

    private void parameters(String query) {
        Set<String> seen = new TreeSet<>();
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals < 0) {
                throw invalid("has a parameter without a value", "write NAME=VALUE, with & between parameters");
            }
            String name = decode(parameter.substring(0, equals), "a parameter's name");
            refuse(UriParameters.problem(name));
            if (!seen.add(name)) {
                throw invalid("has the parameter " + name + " twice", "remove one");
            }
            String value = decode(parameter.substring(equals + 1), "the parameter " + name);
            refuse(UriParameters.problem(name, value));
            values.put(name.equals("ssl") ? "sslmode" : name, name.equals("ssl") ? "require" : value);
            if (name.equals("host") && !query.contains("port=")) {
                values.remove("port"); // the port was the other host's
            }
        }
    }

    private SslMode sslMode() {
        boolean system = value("sslrootcert").equals(SYSTEM);
        String text = values.getOrDefault("sslmode", (system ? SslMode.VerifyFull : otherwise).libpq());
        if (system && !text.equals(SslMode.VerifyFull.libpq())) { // as libpq: a weaker check gives no protection
            throw invalid("has sslrootcert system with a weaker sslmode", "write sslmode=verify-full");
        }
        for (SslMode mode : SslMode.values()) {
            if (mode.libpq().equals(text)) {
                return mode;
            }
        }
        String modes = Arrays.stream(SslMode.values()).map(SslMode::libpq).collect(Collectors.joining(", "));
        throw invalid(
                "has sslmode " + UriParameters.shown(text) + ", which is "
                        + (text.equals("allow") ? "not supported, as it prefers no encryption" : "unknown"),
                "use one of " + modes);
    }

    private @Nullable Path rootCertificate() {
        String file = value("sslrootcert");
        if (file.isEmpty() || file.equals(SYSTEM)) {
            return null; // the system's own authorities
        }
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw invalid("has a sslrootcert that is not a path", "give the path of a PEM file");
        }
    }

    private String value(String name) {
        return values.getOrDefault(name, "");
    }

    private void refuse(Optional<UriParameters.Problem> problem) {
        problem.ifPresent(p -> {
            throw invalid(p.found(), p.fix());
        });
    }

    private String decode(String encoded, String what) {
        return text.decode(encoded, what);
    }

    private SyncException invalid(String found, String fix) {
        return text.invalid(found, fix);
    }
}
