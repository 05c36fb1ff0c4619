package io.databasesync.worker;

import io.databasesync.api.Endpoint;
import io.databasesync.api.Endpoint.Protection;
import io.databasesync.contract.WorkerFiles;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.ConnectionSettings.HostPort;
import io.databasesync.sync.ConnectionSettings.Part;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Password;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SslMode;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.uri.ConnectionUri;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One side of a spec together with its Secrets, which the kubelet mounts as files.
///
/// A password is used exactly as the Secret holds it, with line breaks, because they may belong to it. A user name or
/// a URI cannot end in white space, so trailing white space is removed there.
///
/// @param side `local` or `remote`, for messages
record MountedEndpoint(Endpoint endpoint, Path folder, String side) {
    private static final Logger LOG = LoggerFactory.getLogger(MountedEndpoint.class);

    /// @throws SyncException `InvalidSecret`, if a file is missing or the URI is invalid; the message never
    /// contains the file's content
    ConnectionSettings read() {
        ConnectionSettings base = endpoint.uriSecret() == null ? fromCredentials() : fromUri(endpoint.uriSecret());
        SslMode sslMode = endpoint.sslMode() == null ? base.sslMode() : endpoint.sslMode();
        ConnectionSettings read = base.withSslMode(sslMode)
                .withReadOnly(endpoint.protection() == Protection.ReadOnly)
                .withEnvironment(endpoint.environment());
        if (endpoint.sslMode() != null) {
            read = read.withPlace(Part.SslMode, field("sslMode"));
        }
        Endpoint.CaSecret ca = endpoint.caSecret();
        return ca == null
                ? read
                : read.withRootCertificate(
                        folder.resolve(WorkerFiles.CA_CERTIFICATE),
                        "spec.%s.caSecret %s, key %s"
                                .formatted(side, ca.name(), or(ca.key(), WorkerFiles.CA_CERTIFICATE)));
    }

    private ConnectionSettings fromUri(Endpoint.UriSecret secret) {
        String key = or(secret.key(), WorkerFiles.URI);
        String place = "spec.%s.uriSecret %s".formatted(side, secret.name());
        ConnectionSettings parsed = parsed(text(WorkerFiles.URI, place, key), place + ", key " + key);
        if (parsed.rootCertificate() != null && endpoint.caSecret() == null) {
            throw SyncException.of(
                    Reason.InvalidSecret,
                    parsed.origin(),
                    "%s has a sslrootcert, which names a file that the pod does not have".formatted(parsed.origin()),
                    Fix.advice("put its certificates into a Secret and name that in spec.%s.caSecret".formatted(side)));
        }
        return parsed;
    }

    /// Parses a URI. libpq's default would continue without TLS; this one does not, unless the URI says so.
    private static ConnectionSettings parsed(String uri, String origin) {
        try {
            return ConnectionUri.parse(uri, origin, SslMode.Require);
        } catch (SyncException invalid) {
            throw invalid.as(Reason.InvalidSecret);
        }
    }

    private ConnectionSettings fromCredentials() {
        Endpoint.CredentialsSecret secret = endpoint.credentialsSecret();
        if (secret == null || endpoint.host() == null || endpoint.database() == null) {
            throw SyncException.of(
                    Reason.InvalidSpec,
                    "spec." + side,
                    "spec.%s says neither a URI nor a whole address".formatted(side),
                    Fix.advice("set either uriSecret, or host, database and credentialsSecret"));
        }
        String userKey = or(secret.usernameKey(), WorkerFiles.USERNAME);
        String passwordKey = or(secret.passwordKey(), WorkerFiles.PASSWORD);
        String place = "spec.%s.credentialsSecret %s".formatted(side, secret.name());
        int port = endpoint.port() == null ? HostPort.DEFAULT_PORT : endpoint.port();
        return ConnectionSettings.at(List.of(new HostPort(endpoint.host(), port)), endpoint.database())
                .user(text(WorkerFiles.USERNAME, place, userKey).strip())
                .password(password(place, passwordKey))
                .sslMode(SslMode.Require)
                .origin("%s, keys %s and %s".formatted(place, userKey, passwordKey))
                .places(Map.of(
                        Part.Host, field("host"),
                        Part.Port, field("port"),
                        Part.Database, field("database"),
                        Part.SslMode, field("sslMode")))
                .build();
    }

    private String field(String name) {
        return "spec.%s.%s".formatted(side, name);
    }

    private static String or(@Nullable String key, String otherwise) {
        return key == null ? otherwise : key;
    }

    private Password password(String place, String key) {
        String password = text(WorkerFiles.PASSWORD, place, key);
        if (password.endsWith("\n")) {
            LOG.warn("the password in {}, key {}, ends with a line break; it is used as it is", place, key);
        }
        return new Password(password);
    }

    private String text(String file, String place, String key) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(folder.resolve(file))))
                    .toString();
        } catch (NoSuchFileException e) {
            throw SyncException.of(
                            Reason.InvalidSecret,
                            place,
                            "%s has no key %s".formatted(place, key),
                            Fix.advice("add that key to the Secret"))
                    .causedBy(e);
        } catch (CharacterCodingException _) { // its cause would contain the file's content
            throw SyncException.of(
                    Reason.InvalidSecret,
                    place,
                    "key %s of %s is not UTF-8".formatted(key, place),
                    Fix.advice("store it as UTF-8 text"));
        } catch (IOException e) {
            throw SyncException.of(
                            Reason.InvalidSecret,
                            place,
                            "key %s of %s cannot be read: %s".formatted(key, place, e),
                            Fix.advice("check the Secret, and sync again"))
                    .causedBy(e);
        }
    }
}
