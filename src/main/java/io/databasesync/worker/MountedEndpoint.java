package io.databasesync.worker;

import io.databasesync.api.Endpoint;
import io.databasesync.api.Endpoint.Protection;
import io.databasesync.api.WorkerFiles;
import io.databasesync.sync.ConnectionUri;
import io.databasesync.sync.DatabaseEndpoint;
import io.databasesync.sync.DatabaseEndpoint.HostPort;
import io.databasesync.sync.Password;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SslMode;
import io.databasesync.sync.SyncException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One end of a spec together with its Secrets, which the kubelet mounted as files.
///
/// A password is used exactly as the Secret holds it, line breaks and all, because nobody can say which of them belong
/// to
/// it; user name and URI cannot end in white space, so there it is cut off.
///
/// @param side `local` or `remote`, for messages
record MountedEndpoint(Endpoint endpoint, Path folder, String side) {
    private static final Logger LOG = LoggerFactory.getLogger(MountedEndpoint.class);
    private static final int DEFAULT_PORT = 5432;
    private static final Pattern SSL_MODE = Pattern.compile("[?&]sslmode=");

    /// @throws SyncException `InvalidSpec`, if a file is missing or the URI is none; without what the file holds
    DatabaseEndpoint read() {
        DatabaseEndpoint base = endpoint.uriSecret() == null ? fromCredentials() : fromUri(endpoint.uriSecret());
        SslMode sslMode = endpoint.sslMode() == null ? base.sslMode() : endpoint.sslMode();
        return new DatabaseEndpoint(
                base.hosts(),
                base.database(),
                base.user(),
                base.password(),
                sslMode,
                endpoint.caSecret() == null ? null : folder.resolve(WorkerFiles.CA_CERTIFICATE),
                base.options(),
                endpoint.protection() == Protection.ReadOnly,
                base.origin());
    }

    private DatabaseEndpoint fromUri(Endpoint.UriSecret secret) {
        String origin = "spec.%s.uriSecret %s".formatted(side, secret.name());
        String uri = text(WorkerFiles.URI, origin).strip();
        DatabaseEndpoint parsed = ConnectionUri.parse(uri, origin);
        if (parsed.rootCertificate() != null && endpoint.caSecret() == null) {
            throw new SyncException(
                    Reason.InvalidSpec,
                    "%s has a sslrootcert, a file that the pod does not have; put its certificates into a Secret and name it in spec.%s.caSecret"
                            .formatted(origin, side));
        }
        // libpq's own default would go on without TLS; ours does not, unless somebody wrote so
        String afterCredentials = uri.substring(uri.indexOf('@') + 1);
        return SSL_MODE.matcher(afterCredentials).find() ? parsed : withSslMode(parsed, SslMode.Require);
    }

    private DatabaseEndpoint fromCredentials() {
        Endpoint.CredentialsSecret secret = endpoint.credentialsSecret();
        if (secret == null || endpoint.host() == null || endpoint.database() == null) {
            throw new SyncException(
                    Reason.InvalidSpec,
                    "spec.%s needs either uriSecret, or host, database and credentialsSecret".formatted(side));
        }
        String origin = "spec.%s.credentialsSecret %s".formatted(side, secret.name());
        int port = endpoint.port() == null ? DEFAULT_PORT : endpoint.port();
        return new DatabaseEndpoint(
                List.of(new HostPort(endpoint.host(), port)),
                endpoint.database(),
                text(WorkerFiles.USERNAME, origin).strip(),
                password(origin),
                SslMode.Require,
                null,
                Map.of(),
                false,
                origin);
    }

    private Password password(String origin) {
        String password = text(WorkerFiles.PASSWORD, origin);
        if (password.endsWith("\n")) {
            LOG.warn("the password in {} ends with a line break; it is used as it is", origin);
        }
        return new Password(password);
    }

    private String text(String file, String origin) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(folder.resolve(file))))
                    .toString();
        } catch (NoSuchFileException e) {
            throw new SyncException(
                    Reason.InvalidSpec, "%s has no %s; add that key to the Secret".formatted(origin, file), e);
        } catch (CharacterCodingException _) { // its cause would hold what it read
            throw new SyncException(
                    Reason.InvalidSpec, "%s: %s is not UTF-8; store it as UTF-8 text".formatted(origin, file));
        } catch (IOException e) {
            throw new SyncException(Reason.InvalidSpec, "%s: cannot read %s: %s".formatted(origin, file, e), e);
        }
    }

    private static DatabaseEndpoint withSslMode(DatabaseEndpoint base, SslMode sslMode) {
        return new DatabaseEndpoint(
                base.hosts(),
                base.database(),
                base.user(),
                base.password(),
                sslMode,
                base.rootCertificate(),
                base.options(),
                base.readOnly(),
                base.origin());
    }
}
