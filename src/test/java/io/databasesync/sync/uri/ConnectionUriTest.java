package io.databasesync.sync.uri;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.ConnectionSettings.HostPort;
import io.databasesync.sync.Password;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SslMode;
import io.databasesync.sync.SyncException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionUriTest {
    @Test
    void readsEveryPart() {
        var endpoint = parse("postgresql://app:s3cret@db.example.com:6543/knowledge?sslmode=verify-full"
                + "&sslrootcert=/etc/ca.pem&application_name=dbsync&connect_timeout=10"
                + "&options=-c%20statement_timeout%3D0&target_session_attrs=read-write&channel_binding=require");

        assertThat(endpoint.hosts()).containsExactly(new HostPort("db.example.com", 6543));
        assertThat(endpoint.database()).isEqualTo("knowledge");
        assertThat(endpoint.user()).isEqualTo("app");
        assertThat(endpoint.password()).isEqualTo(new Password("s3cret"));
        assertThat(endpoint.sslMode()).isEqualTo(SslMode.VerifyFull);
        assertThat(endpoint.rootCertificate()).isEqualTo(Path.of("/etc/ca.pem"));
        assertThat(endpoint.options())
                .isEqualTo(Map.of(
                        "application_name", "dbsync",
                        "connect_timeout", "10",
                        "options", "-c statement_timeout=0",
                        "target_session_attrs", "read-write",
                        "channel_binding", "require"));
        assertThat(endpoint.readOnly()).isFalse();
        assertThat(endpoint.origin()).isEqualTo("REMOTE_DATABASE_URI");
    }

    @Test
    void fillsInWhatLibpqFillsIn() {
        var endpoint = parse("postgres://app@db");

        assertThat(endpoint.hosts()).containsExactly(new HostPort("db", 5432));
        assertThat(endpoint.database()).isEqualTo("app");
        assertThat(endpoint.password()).isEqualTo(new Password(""));
        assertThat(endpoint.sslMode()).isEqualTo(SslMode.Prefer);
        assertThat(endpoint.rootCertificate()).isNull();
        assertThat(endpoint.options()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "p%40ss%2Fw%3Ard | p@ss/w:rd",
                "a:b?c#d&e=f | a:b?c#d&e=f",
                "1+1%2B2 | 1+1+2",
                "%C3%BC%F0%9F%90%98 | ü🐘",
                "ü | ü",
                "100%25 | 100%",
                "%5B%5D%20%22%27 | [] \"'"
            })
    void readsAnyPassword(String written, String meant) {
        assertThat(parse("postgresql://app:" + written + "@db/app").password()).isEqualTo(new Password(meant));
    }

    @Test
    void readsEscapesInUserHostAndDatabase() {
        var endpoint = parse("postgresql://me%40company:x@db%2Dhost/my%20db%3F");

        assertThat(endpoint.user()).isEqualTo("me@company");
        assertThat(endpoint.hosts()).containsExactly(new HostPort("db-host", 5432));
        assertThat(endpoint.database()).isEqualTo("my db?");
    }

    @Test
    void readsSeveralHostsInOrder() {
        assertThat(parse("postgresql://app@one:6001,two,[2001:db8::1]:6003,[::1]/app")
                        .hosts())
                .containsExactly(
                        new HostPort("one", 6001),
                        new HostPort("two", 5432),
                        new HostPort("2001:db8::1", 6003),
                        new HostPort("::1", 5432));
    }

    @Test
    void letsParametersReplaceTheFirstPart() {
        var endpoint = parse("postgresql://a:b@c:1/d?host=one,two&port=6001,6002&user=app&password=%26&dbname=kb");

        assertThat(endpoint.hosts()).containsExactly(new HostPort("one", 6001), new HostPort("two", 6002));
        assertThat(endpoint.user()).isEqualTo("app");
        assertThat(endpoint.password()).isEqualTo(new Password("&"));
        assertThat(endpoint.database()).isEqualTo("kb");
    }

    @Test
    void readsAUriOfParametersOnly() {
        var endpoint = parse("postgresql://?host=db&user=app");

        assertThat(endpoint.hosts()).containsExactly(new HostPort("db", 5432));
        assertThat(endpoint.database()).isEqualTo("app");
    }

    @Test
    void givesOnePortToAllHostsOfAParameter() {
        assertThat(parse("postgresql://app@/?host=one,two&port=6001").hosts())
                .containsExactly(new HostPort("one", 6001), new HostPort("two", 6001));
    }

    @ParameterizedTest
    @CsvSource({
        "disable, Disable",
        "prefer, Prefer",
        "require, Require",
        "verify-ca, VerifyCA",
        "verify-full, VerifyFull"
    })
    void knowsEverySslModeOfLibpqButAllow(String libpq, SslMode mode) {
        assertThat(parse("postgresql://app@db/app?sslmode=" + libpq).sslMode()).isEqualTo(mode);
    }

    @Test
    void trustsTheSystemsAuthoritiesIfToldSo() {
        var endpoint = parse("postgresql://app@db/app?sslrootcert=system");
        assertThat(endpoint.sslMode()).isEqualTo(SslMode.VerifyFull);
        assertThat(endpoint.rootCertificate()).isNull();
    }

    @Test
    void readsTheWordOfJdbcAsLibpqDoes() {
        assertThat(parse("postgresql://app@db/app?ssl=true").sslMode()).isEqualTo(SslMode.Require);
    }

    @Test
    void passesOverWhatIsDoneAnyway() {
        assertThat(parse("postgresql://app@db/app?gssencmode=prefer&keepalives=1&fallback_application_name=x"
                                + "&client_encoding=utf8&load_balance_hosts=disable&sslsni=1&sslcompression=0"
                                + "&keepalives_idle=30&keepalives_interval=5&keepalives_count=3&tcp_user_timeout=1000"
                                + "&gssdelegation=0&sslcertmode=allow&ssl_min_protocol_version=TLSv1.2"
                                + "&min_protocol_version=3.0&max_protocol_version=latest")
                        .options())
                .isEmpty();
    }

    @Test
    void refusesSslModeAllowAndSaysWhatToUse() {
        assertThat(message("postgresql://app@db/app?sslmode=allow"))
                .contains("sslmode allow", "not supported", "disable, prefer, require, verify-ca, verify-full");
    }

    @Test
    void refusesAnUnknownParameterByItsName() {
        assertThat(message("postgresql://app:s3cret@db/app?pgbouncer=true"))
                .contains("unknown parameter pgbouncer", "sslmode", "target_session_attrs");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:postgresql://db/app?user=app&password=s3cret | JDBC",
                "mysql://app:s3cret@db/app | not a connection URI",
                "host=db user=app password=s3cret | in the form KEYWORD=VALUE, not a connection URI",
                "user = app password=s3cret | in the form KEYWORD=VALUE",
                "postgresql://db/app | names no user",
                "postgresql://app:s3cret@/app | names no host",
                "postgresql://app:s3cret@one,,two/app | names no host",
                "postgresql://app:s3cret@%2Fvar%2Frun/app | Unix socket",
                "postgresql://app:s3cret@db:99999/app | port",
                "postgresql://app:s3cret@db:x/app | port",
                "postgresql://app:s3cret@[::1/app | bracket",
                "postgresql://app:s3cret@[::1]x/app | bracket",
                "postgresql://app:s3cret%zz@db/app | password",
                "postgresql://app:s3cret%00@db/app | password",
                "postgresql://app:s3cret%FF@db/app | UTF-8",
                "postgresql://app:s3cret@db/app?sslmode | without a value",
                "postgresql://app:s3cret@db/app?sslmode=none | sslmode none",
                "postgresql://app:s3cret@db/app?sslmode=require&sslrootcert=system | weaker sslmode; write sslmode=verify-full",
                "postgresql://app:s3cret@db/app?passfile=/p | parameter passfile, which is not supported; write the password",
                "postgresql://app:s3cret@db/app?sslcert=/c | parameter sslcert, which is not supported",
                "postgresql://app:s3cret@db/app?hostaddr=::1 | parameter hostaddr, which is not supported; write the address",
                "postgresql://app:s3cret@db/app?gssencmode=require | value of gssencmode that is unknown or not supported; use one of disable",
                "postgresql://app:s3cret@db/app?load_balance_hosts=random | value of load_balance_hosts",
                "postgresql://app:s3cret@db/app?ssl=false | sslmode=require, or ssl=true",
                "postgresql://app:s3cret@db/app?keepalives_idle=soon | keepalives_idle that is not a number",
                "postgresql://app:s3cret@db/app?requirepeer=postgres | sslmode=verify-full",
                "postgresql://app:s3cret@db/app?ssl_min_protocol_version=TLSv1.3 | ssl_min_protocol_version",
                "postgresql://app:s3cret@db/app?oauth_issuer=x | log in with a password",
                "'' | is empty",
                "postgresql://app:s3cret@db/app?connect_timeout=soon | connect_timeout",
                "postgresql://app:s3cret@db/app?target_session_attrs=best | target_session_attrs",
                "postgresql://app:s3cret@db/app?user=a&user=b | user twice",
                "postgresql://app:s3cret@one,two/app?port=1,2,3 | 2 hosts and 3 ports",
            })
    void saysWhatIsWrongAndWhere(String uri, String expected) {
        assertThat(message(uri)).startsWith("REMOTE_DATABASE_URI ").contains(expected, "; ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://app:hunter2@sword@db/app",
                "postgresql://app:hunter2/sword@db/app",
                "postgresql://app:1234/hunter2?sword=x@db/app",
                "postgresql://app:1234/?hunter2!sword=x@db/app",
                "postgresql://app:hunter2%sword@db/app",
                "app:hunter2sword@db",
                "postgresql://app:hunter2sword@db:hunter2/app?sslmode=hunter2sword"
            })
    void neverShowsThePassword(String uri) {
        var failure = failure(uri);

        assertThat(failure.getMessage()).doesNotContain("hunter2", "sword@", "db/app");
        assertThat(failure.getCause()).isNull();
    }

    private static ConnectionSettings parse(String uri) {
        return ConnectionUri.parse(uri, "REMOTE_DATABASE_URI");
    }

    private static String message(String uri) {
        return failure(uri).getMessage();
    }

    private static SyncException failure(String uri) {
        var failure = catchThrowableOfType(SyncException.class, () -> parse(uri));
        assertThat(failure.reason()).isEqualTo(Reason.InvalidSpec);
        return failure;
    }
}
