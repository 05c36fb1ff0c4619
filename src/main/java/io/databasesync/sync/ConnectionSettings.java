package io.databasesync.sync;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One of the two databases: its address, our role, and whether a run may write to it.
///
/// @param hosts tried in order, as libpq does
/// @param rootCertificate PEM file of the authorities to trust; needed by `VerifyCA` and `VerifyFull`
/// @param options further libpq parameters of a URI that we pass on, such as `options` or `target_session_attrs`
/// @param origin where a person set this, for messages: `secret kb-remote, key uri`, `REMOTE_DATABASE_URI`
/// @param trusted where a person set `rootCertificate`, if not at `origin`
/// @param places where a person set single parts, if not at `origin`: `spec.local.host`
/// @param environment what the database is used for, as a person said it: `production`
/// @param pin the database that this has to reach; absent if none is pinned
@RecordBuilder
public record ConnectionSettings(
        List<HostPort> hosts,
        String database,
        String user,
        Password password,
        SslMode sslMode,
        @Nullable Path rootCertificate,
        Map<String, String> options,
        boolean readOnly,
        String origin,
        Map<Part, String> places,
        @Nullable Pin pin,
        @Nullable String trusted,
        @Nullable String environment)
        implements ConnectionSettingsBuilder.With {

    /// An endpoint that a run may write to, without a pin. The caller still sets `user`, `password`, `sslMode`,
    /// `origin`.
    public static ConnectionSettingsBuilder at(List<HostPort> hosts, String database) {
        return ConnectionSettingsBuilder.builder()
                .hosts(hosts)
                .database(database)
                .options(Map.of())
                .places(Map.of());
    }

    public ConnectionSettings {
        hosts = List.copyOf(hosts);
        options = Map.copyOf(options);
        places = places == null ? Map.of() : Map.copyOf(places);
        if (hosts.isEmpty()) {
            throw SyncException.of(Reason.InvalidSpec, origin, origin + " names no host", Fix.advice("add one"));
        }
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(sslMode, "sslMode");
    }

    /// A part that a message may tell a person to correct.
    public enum Part {
        Host("the host"),
        Port("the port"),
        Database("the database"),
        SslMode("sslmode");

        private final String words;

        Part(String words) {
            this.words = words;
        }
    }

    /// Where a person set the part: `spec.local.host`, or `the host in REMOTE_DATABASE_URI`.
    public String where(Part part) {
        String place = places.get(part);
        return place == null ? part.words + " in " + origin : place;
    }

    /// The same endpoint with a place of one more part.
    public ConnectionSettings withPlace(Part part, String place) {
        Map<Part, String> all = new HashMap<>(places);
        all.put(part, place);
        return withPlaces(all);
    }

    /// A server's address. IPv6 addresses without brackets.
    public record HostPort(String host, int port) {
        /// PostgreSQL's default port.
        public static final int DEFAULT_PORT = 5432;

        @Override
        public String toString() {
            return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
        }
    }

    /// The database that these settings have to lead to.
    ///
    /// @param declaredIn the field in which a person has written it down; null if an earlier run reached it
    /// @param fix what to do if another database is meant from now on: `run: …`
    public record Pin(DatabaseIdentity identity, @Nullable String declaredIn, String fix) {
        /// The database that an earlier run reached.
        public static Pin reached(DatabaseIdentity identity, String fix) {
            return new Pin(identity, null, fix);
        }

        /// The database of a field of the spec.
        public static Pin declared(DatabaseIdentity identity, String field) {
            return new Pin(identity, field, "correct " + field);
        }
    }

    /// @param by where a person set the certificates of the authorities: `spec.remote.caSecret kb-ca, key ca.crt`
    public ConnectionSettings withRootCertificate(Path file, String by) {
        return with(endpoint -> endpoint.rootCertificate(file).trusted(by));
    }

    /// The origin of the trusted certificates, for messages.
    public String trusts() {
        if (trusted != null) {
            return trusted;
        }
        return rootCertificate == null ? "the system's list of authorities" : "sslrootcert of " + origin;
    }

    /// Without credentials, for history, plan and prompts: `app@postgres.knowledge.svc:5432`.
    @Override
    public String toString() {
        return database + "@" + hosts.stream().map(HostPort::toString).collect(Collectors.joining(","));
    }
}
