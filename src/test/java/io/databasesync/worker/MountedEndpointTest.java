package io.databasesync.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.databasesync.api.Endpoint;
import io.databasesync.api.Endpoint.CaSecret;
import io.databasesync.api.Endpoint.CredentialsSecret;
import io.databasesync.api.Endpoint.Protection;
import io.databasesync.api.EndpointBuilder;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.ConnectionSettings.HostPort;
import io.databasesync.sync.ConnectionSettings.Part;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SslMode;
import io.databasesync.sync.SyncException;
import io.databasesync.testing.operator.Specs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountedEndpointTest {
    private final Path folder;

    MountedEndpointTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"p@ss:w/ord?&#%20", "'\"\\$`\n", " ünïcödé \t", "", "ends with a line break\n"})
    void aPasswordIsUsedExactlyAsTheSecretHoldsIt(String password) throws IOException {
        Files.writeString(folder.resolve("username"), "app\n");
        Files.writeString(folder.resolve("password"), password);
        ConnectionSettings endpoint = read(credentials(null, null));
        assertThat(endpoint.password().value()).isEqualTo(password);
        assertThat(endpoint.user()).isEqualTo("app");
        assertThat(endpoint.hosts()).isEqualTo(List.of(new HostPort("db.knowledge.svc", 5432)));
        assertThat(endpoint.database()).isEqualTo("kb");
        assertThat(endpoint.sslMode()).isEqualTo(SslMode.Require);
        assertThat(endpoint.toString()).doesNotContain("app:").isEqualTo("kb@db.knowledge.svc:5432");
    }

    @Test
    void aReadOnlyEndpointIsProtected() throws IOException {
        Files.writeString(folder.resolve("username"), "app");
        Files.writeString(folder.resolve("password"), "x");
        assertThat(read(credentials(Protection.ReadOnly, null)).readOnly()).isTrue();
        assertThat(read(credentials(Protection.Writable, null)).readOnly()).isFalse();
        assertThat(read(credentials(null, null)).readOnly()).isFalse();
    }

    @Test
    void theCertificatesOfCaSecretAreTrusted() throws IOException {
        Files.writeString(folder.resolve("username"), "app");
        Files.writeString(folder.resolve("password"), "x");
        ConnectionSettings endpoint = read(credentials(null, SslMode.VerifyFull));
        assertThat(endpoint.sslMode()).isEqualTo(SslMode.VerifyFull);
        assertThat(endpoint.rootCertificate()).isEqualTo(folder.resolve("ca.crt"));
    }

    // failure 48: TLS is downgraded
    @Test
    void aUriWithoutSslModeRequiresTls() throws IOException {
        assertThat(uri("postgresql://app:sslmode=disable@h/kb\n", null).sslMode())
                .isEqualTo(SslMode.Require);
    }

    @Test
    void aUriSaysItsSslModeUnlessTheSpecDoes() throws IOException {
        assertThat(uri("postgresql://app:x@h/kb?sslmode=disable", null).sslMode())
                .isEqualTo(SslMode.Disable);
        assertThat(uri("postgresql://app:x@h/kb?sslmode=disable", SslMode.Prefer)
                        .sslMode())
                .isEqualTo(SslMode.Prefer);
    }

    @Test
    void aUrisRootCertificateIsNoFileOfThePodAndCaSecretIsTheFix() throws IOException {
        String uri = "postgresql://app:s3cr3t@h/kb?sslmode=verify-full&sslrootcert=/home/me/ca.pem";
        assertThatThrownBy(() -> uri(uri, null))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("spec.remote.uriSecret kb-remote")
                .hasMessageContaining("spec.remote.caSecret")
                .hasMessageNotContaining("s3cr3t");
        Endpoint withCaSecret = uriEndpoint(null).withCaSecret(new CaSecret("kb-ca", null));
        assertThat(read(withCaSecret).rootCertificate()).isEqualTo(folder.resolve("ca.crt"));
    }

    @Test
    void secretsAreNamedWithTheirKeysAndNothingThatTheyHold() throws IOException {
        Files.writeString(folder.resolve("username"), "app");
        Files.writeString(folder.resolve("password"), "x");
        Endpoint ownKeys = EndpointBuilder.builder()
                .host("db")
                .database("kb")
                .credentialsSecret(new CredentialsSecret("kb-remote", "user", "pass"))
                .sslMode(SslMode.VerifyFull)
                .caSecret(new CaSecret("kb-ca", "root.pem"))
                .build();
        assertThat(read(ownKeys).origin()).isEqualTo("spec.remote.credentialsSecret kb-remote, keys user and pass");
        assertThat(read(ownKeys).trusts()).isEqualTo("spec.remote.caSecret kb-ca, key root.pem");
        assertThat(uri("postgresql://app:x@h/kb", null).origin()).isEqualTo("spec.remote.uriSecret kb-remote, key uri");
        assertThat(read(ownKeys).where(Part.Host)).isEqualTo("spec.remote.host");
        assertThat(read(ownKeys).where(Part.Database)).isEqualTo("spec.remote.database");
        assertThat(read(ownKeys).where(Part.SslMode)).isEqualTo("spec.remote.sslMode");
        assertThat(uri("postgresql://app:x@h/kb", null).where(Part.Host))
                .isEqualTo("the host in spec.remote.uriSecret kb-remote, key uri");
        Files.delete(folder.resolve("password"));
        assertThatThrownBy(() -> read(ownKeys)).hasMessageContaining("kb-remote has no key pass; add that key");
    }

    @Test
    void aMissingFileNamesSecretAndKey() {
        assertThatThrownBy(() -> read(credentials(null, null)))
                .isInstanceOf(SyncException.class)
                .hasMessage("spec.remote.credentialsSecret kb-remote has no key username; add that key to the Secret");
    }

    @Test
    void anUnreadableSecretIsNotShown() throws IOException {
        Files.writeString(folder.resolve("uri"), "postgresql://app:s3cr3t@h:notaport/kb");
        assertThatThrownBy(() -> read(uriEndpoint(null)))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("spec.remote.uriSecret kb-remote")
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.InvalidSecret))
                .hasStackTraceContaining("SyncException")
                .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("s3cr3t"));
    }

    private static String stackTrace(Throwable failure) {
        java.io.StringWriter text = new java.io.StringWriter();
        failure.printStackTrace(new java.io.PrintWriter(text, true));
        return text.toString();
    }

    private ConnectionSettings uri(String uri, @Nullable SslMode sslMode) throws IOException {
        Files.writeString(folder.resolve("uri"), uri);
        return read(uriEndpoint(sslMode));
    }

    private ConnectionSettings read(Endpoint endpoint) {
        return new MountedEndpoint(endpoint, folder, "remote").read();
    }

    private static Endpoint uriEndpoint(@Nullable SslMode sslMode) {
        return Specs.endpoint("kb-remote").withSslMode(sslMode);
    }

    private static Endpoint credentials(@Nullable Protection protection, @Nullable SslMode sslMode) {
        return EndpointBuilder.builder()
                .host("db.knowledge.svc")
                .database("kb")
                .credentialsSecret(new CredentialsSecret("kb-remote", null, null))
                .sslMode(sslMode)
                .caSecret(sslMode == null ? null : new CaSecret("kb-ca", null))
                .protection(protection)
                .build();
    }
}
