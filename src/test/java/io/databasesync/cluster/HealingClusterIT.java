package io.databasesync.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.PinnedIdentities;
import io.databasesync.contract.Annotations;
import io.databasesync.sync.ConnectionSettings.HostPort;
import io.databasesync.testing.postgres.Relay;
import io.databasesync.testing.postgres.TestDatabase;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Secrets that are corrected, and Secrets that lead elsewhere, on a cluster: the same object goes on, or does not.
@EnabledIfEnvironmentVariable(named = "DBSYNC_TEST_CLUSTER", matches = ".+")
class HealingClusterIT {
    private static final String ALL = "{include: [\"public.t\"]}";
    /// Some pauses, a pod, and a run.
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

    @Test
    void anApiServerThatRefusesTheOperatorForTwentySeconds() throws Exception {
        URI server = URI.create(CLUSTER.client().getConfiguration().getMasterUrl());
        TestSync sync = Gate.newSync(CLUSTER, "outlived");
        try (Relay way = new Relay(new HostPort(server.getHost(), server.getPort()), here(server));
                AutoCloseable _ = CLUSTER.operator().lead(way.address());
                Gate gate = Gate.shut(sync.target())) {
            sync.apply("{include: [\"public.gated\"]}").awaitPhase("Copying");
            Instant back = Instant.now().plusSeconds(20);
            way.cut();
            gate.open();
            await("the pod ends meanwhile")
                    .atMost(PATIENCE)
                    .until(() -> sync.jobs().getFirst().getStatus().getCompletionTime() != null);
            await("the time is over").atMost(PATIENCE).until(() -> Instant.now().isAfter(back));
            way.restore();

            sync.awaitPhase("Succeeded");
            sync.assertHolds(1);
            assertThat(sync.runs()).hasSize(1);
            assertThat(sync.pods()).hasSize(1);
            assertThat(CLUSTER.operator().pods().getFirst().getStatus().getContainerStatuses())
                    .as("it did not give up")
                    .allSatisfy(
                            container -> assertThat(container.getRestartCount()).isZero());
        }
    }

    /// The address of this machine at which pods reach it: the API server's, if that runs here.
    private static InetAddress here(URI server) {
        try {
            InetAddress address = InetAddress.getByName(server.getHost());
            assumeThat(!address.isLoopbackAddress() && NetworkInterface.getByInetAddress(address) != null)
                    .as("the API server %s runs on this machine, so that its pods reach this JVM", server)
                    .isTrue();
            return address;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TestSync withTable(String name) {
        TestSync sync = CLUSTER.newSync(name);
        sync.source().execute("create table t (id int primary key)", "insert into t values (1)");
        sync.target().execute("create table t (id int primary key)");
        return sync.withSecrets();
    }
}
