package io.databasesync.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Secrets that come later, or are corrected or rotated: the sync that was applied once goes on by itself.
/// The real operator, worker and engine.
class HealingTest {
    private static final String SYNC = "healing";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String MANIFEST = """
            apiVersion: databasesync.io/v1alpha1
            kind: DatabaseSync
            metadata: {name: healing, namespace: demo}
            spec:
              direction: RemoteToLocal
              local: {uriSecret: {name: local}}
              remote: {uriSecret: {name: remote}}
            """;

    private final TestDatabase remote = TestServer.newer().createDatabase();
    private final TestDatabase local = TestServer.older().createDatabase();
    private final InJvmCluster cluster = new InJvmCluster(Duration.ofSeconds(1));
    private final String role = remote.newRole();

    @BeforeEach
    void tables() {
        remote.execute(
                "create table t (id int primary key)", "insert into t values (1)", "grant select on t to " + role);
        cluster.secret("local", local);
    }

    @AfterEach
    void stop() {
        cluster.close();
        local.close();
        remote.close();
    }

    @Test
    void aSecretThatIsMadeLater() {
        cluster.apply(manifest());
        awaitSync(status -> Objects.requireNonNullElse(status.message(), "").contains("Secret remote (uri)"));

        cluster.secret("remote", uri("role%27s%20own"));

        awaitSync(status -> "Succeeded".equals(status.phase()));
        assertThat(cluster.runs()).as("the run that waited").hasSize(1);
        assertThat(local.column("select id from t")).containsExactly("1");
    }

    @Test
    void aWrongPasswordThatIsCorrected() {
        healsFrom(uri("hunter2sword"), "AuthenticationFailed", "spec.remote.uriSecret remote, key uri");
    }

    @Test
    void aUriThatIsNone() {
        healsFrom("host=db password=hunter2sword", "InvalidSecret", "in the form KEYWORD=VALUE");
    }

    @Test
    void aPasswordThatIsRotatedBetweenTwoRuns() {
        cluster.secret("remote", uri("role%27s%20own"));
        cluster.apply(manifest());
        awaitSync(status -> "Succeeded".equals(status.phase()));

        remote.execute("alter role %s password 'another'".formatted(role), "insert into t values (2)");
        cluster.secret("remote", uri("another"));
        cluster.apply(Serialization.unmarshal(MANIFEST + "  trigger: rotated\n", DatabaseSync.class));

        awaitSync(status -> "Succeeded".equals(status.phase()) && "rotated".equals(status.lastHandledTrigger()));
        assertThat(local.column("select id from t order by 1")).containsExactly("1", "2");
    }

    private void healsFrom(String uri, String reason, String message) {
        cluster.secret("remote", uri);
        cluster.apply(manifest());
        DatabaseSyncStatus failed = awaitSync(status -> status.conditions().stream()
                .anyMatch(c -> c.getType().equals("Stalled")
                        && c.getStatus().equals("True")
                        && c.getReason().equals(reason)
                        && c.getMessage().contains(message)));
        assertThat(failed.lastRun()).isNotNull();

        cluster.secret("remote", uri("role%27s%20own"));

        DatabaseSyncStatus done = awaitSync(status -> "Succeeded".equals(status.phase()));
        assertThat(done.nextRetry()).isNull();
        assertThat(local.column("select id from t")).containsExactly("1");
        assertThat(cluster.runs()).hasSizeGreaterThan(1);
        assertThat(Serialization.asYaml(cluster.runs())
                        + Serialization.asYaml(cluster.sync(SYNC).get()))
                .doesNotContain("hunter2", "role%27s", "role's own");
    }

    private String uri(String password) {
        return "postgresql://%s:%s@%s:%d/%s?sslmode=disable"
                .formatted(
                        role,
                        password,
                        TestServer.newer().host(),
                        TestServer.newer().port(),
                        remote.name());
    }

    private DatabaseSyncStatus awaitSync(Predicate<DatabaseSyncStatus> expected) {
        return Objects.requireNonNull(await().atMost(PATIENCE)
                .until(
                        () -> cluster.sync(SYNC).get().getStatus(),
                        (@Nullable DatabaseSyncStatus status) -> status != null && expected.test(status)));
    }

    private static DatabaseSync manifest() {
        return Serialization.unmarshal(MANIFEST, DatabaseSync.class);
    }
}
