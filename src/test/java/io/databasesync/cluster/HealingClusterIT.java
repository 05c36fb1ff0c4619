package io.databasesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.PinnedIdentities;
import io.databasesync.contract.Annotations;
import io.databasesync.testing.postgres.TestDatabase;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Secrets that are corrected, and Secrets that lead elsewhere, on a cluster: the same object goes on, or does not.
@EnabledIfEnvironmentVariable(named = "DBSYNC_TEST_CLUSTER", matches = ".+")
class HealingClusterIT {
    private static final String ALL = "{include: [\"public.t\"]}";
    /// The first pause of a minute, a pod, and a run.
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @RegisterExtension
    static final Installation CLUSTER = new Installation();

    @Test
    void aPasswordThatIsCorrectedHealsTheSameObject() {
        TestSync sync = withTable("corrected");
        sync.remoteSecret("not it");
        sync.apply(ALL);
        DatabaseSyncStatus denied = sync.awaitPhase("Failed");
        assertThat(TestSync.condition(denied, "Ready").getReason()).isEqualTo("AuthenticationFailed");
        assertThat(TestSync.condition(denied, "Stalled").getMessage())
                .contains("spec.remote.credentialsSecret corrected-remote, keys username and password")
                .contains("tries again by itself at ");
        String uid = sync.resource().get().getMetadata().getUid();

        sync.remoteSecret(TestSync.READER_PASSWORD);

        sync.await(PATIENCE, "Succeeded", status -> "Succeeded".equals(status.phase()));
        assertThat(sync.target().column("select id from t")).containsExactly("1");
        assertThat(sync.resource().get().getMetadata())
                .satisfies(metadata -> assertThat(metadata.getUid()).isEqualTo(uid))
                .satisfies(metadata -> assertThat(metadata.getGeneration()).isEqualTo(1));
        assertThat(CLUSTER.everythingPublic()).doesNotContain("not it");
    }

    @Test
    void aSyncThatLeadsElsewhereIsBlockedUntilItsPinsAreCleared() {
        TestSync sync = withTable("pinned");
        sync.apply(ALL).awaitPhase("Succeeded");
        PinnedIdentities pinned = Objects.requireNonNull(
                sync.await("pins", status -> status.identities() != null).identities());
        assertThat(Objects.requireNonNull(pinned.local()).database())
                .isEqualTo(sync.target().name());
        assertThat(Objects.requireNonNull(pinned.remote()).systemIdentifier())
                .isEqualTo(sync.source().value("select system_identifier from pg_control_system()"));
        try (TestDatabase elsewhere = CLUSTER.target().createDatabase()) {
            elsewhere.execute(
                    "create table t (id int primary key)",
                    "alter database %s owner to keeper".formatted(elsewhere.name()),
                    "alter schema public owner to keeper",
                    "alter table t owner to keeper");
            sync.localSecret(elsewhere);
            sync.patch("{\"trigger\":\"elsewhere\"}");

            DatabaseSyncStatus blocked = sync.awaitPhase("Blocked");
            assertThat(TestSync.condition(blocked, "Ready").getReason()).isEqualTo("IdentityChanged");
            assertThat(blocked.message()).contains("dbsync repin pinned -n " + CLUSTER.namespace());
            assertThat(elsewhere.schemas()).doesNotContain("databasesync");
            assertThat(elsewhere.column("select id from t")).isEmpty();

            sync.resource()
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            "{\"metadata\":{\"annotations\":{\"%s\":\"moved\"}}}".formatted(Annotations.REPIN));

            DatabaseSyncStatus done = sync.awaitPhase("Succeeded");
            assertThat(Objects.requireNonNull(done.identities()).repins()).isEqualTo(1);
            assertThat(elsewhere.column("select id from t")).containsExactly("1");
        }
    }

    private static TestSync withTable(String name) {
        TestSync sync = CLUSTER.newSync(name);
        sync.source().execute("create table t (id int primary key)", "insert into t values (1)");
        sync.target().execute("create table t (id int primary key)");
        return sync.withSecrets();
    }
}
