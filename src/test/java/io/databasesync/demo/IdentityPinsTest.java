package io.databasesync.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.PinnedIdentities;
import io.databasesync.api.RunResult;
import io.databasesync.contract.Annotations;
import io.databasesync.sync.Operation;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A sync is held to the databases that its first run reached, whatever its Secrets say later: the real
/// operator, worker and engine.
class IdentityPinsTest {
    private static final String SYNC = "pinned";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final TestDatabase remote = TestServer.newer().createDatabase();
    private final TestDatabase local = TestServer.older().createDatabase();
    private final InJvmCluster cluster = new InJvmCluster();

    @BeforeEach
    void firstRun() {
        remote.execute("create table t (id int primary key)", "insert into t values (1)");
        local.execute("create table t (id int primary key)", "insert into t values (7)");
        cluster.secret("a", local);
        cluster.secret("b", remote);
        cluster.apply(manifest("first"));
        awaitSync(status -> "Succeeded".equals(status.phase()));
    }

    @AfterEach
    void stop() {
        cluster.close();
        local.close();
        remote.close();
    }

    @Test
    void theFirstRunPinsBothEnds() {
        assertThat(pinned(awaitSync(status -> status.identities() != null))).satisfies(identities -> {
            assertThat(Objects.requireNonNull(identities.local()).database()).isEqualTo(local.name());
            assertThat(Objects.requireNonNull(identities.remote()).systemIdentifier())
                    .isEqualTo(remote.value("select system_identifier from pg_control_system()"));
        });
    }

    // failure 45: the wrong way round
    @Test
    void nothingRunsWhileSecretsAreExchangedUntilThePinsAreClearedOnPurpose() {
        exchangeSecrets();
        TestDatabase.State before = remote.state();
        cluster.apply(manifest("second"));
        DatabaseSyncStatus blocked = awaitSync(status -> "Blocked".equals(status.phase()));
        assertThat(blocked.message()).contains("local and remote are exchanged", "dbsync repin pinned -n demo");
        assertThat(condition(blocked, "Ready").getStatus()).isEqualTo("False");
        assertThat(condition(blocked, "Stalled").getReason()).isEqualTo("IdentityChanged");
        assertThat(remote.state()).isEqualTo(before);

        cluster.apply(manifest("third")); // is kept for later: plans look whether the databases are back
        cluster.run("by-hand", SYNC, Operation.Sync);
        DatabaseSyncRunStatus byHand = cluster.awaitEnd("by-hand");
        assertThat(byHand.reason()).isEqualTo("IdentityChanged");
        assertThat(byHand.message()).contains("dbsync repin pinned -n demo");
        cluster.stopOperator();
        cluster.restartOperator(); // looks at everything anew
        awaitSync(status -> "Blocked".equals(status.phase()));
        assertThat(remote.state()).as("nothing was written").isEqualTo(before);

        local.execute("insert into t values (8)");
        repin("on purpose");
        DatabaseSyncStatus done = awaitSync(status -> "Succeeded".equals(status.phase())
                && "third".equals(status.lastHandledTrigger())
                && status.activeRun() == null);
        assertThat(Objects.requireNonNull(pinned(done).local()).database()).isEqualTo(remote.name());
        assertThat(pinned(done).repins()).isEqualTo(1);
        assertThat(remote.column("select id from t order by 1")).containsExactly("1", "8");
    }

    @Test
    void aRefusedRunIsMadeUpForWhenThePinsAreCleared() {
        try (TestDatabase restored = TestServer.newer().createDatabase()) {
            restored.execute("create table t (id int primary key)", "insert into t values (2)");
            cluster.secret("b", restored);
            cluster.apply(manifest("second"));
            awaitSync(status -> "Blocked".equals(status.phase()));
            assertThat(local.column("select id from t")).containsExactly("1");

            repin("restored onto another database");

            awaitSync(status ->
                    "Succeeded".equals(status.phase()) && pinned(status).repins() == 1);
            assertThat(local.column("select id from t")).containsExactly("2");
        }
    }

    @Test
    void secretsThatArePutRightNeedNoNewPins() {
        exchangeSecrets();
        cluster.apply(manifest("second"));
        awaitSync(status -> "Blocked".equals(status.phase()));
        PinnedIdentities before = pinned(awaitSync(status -> true));

        putSecretsRight();
        cluster.run("look", SYNC, Operation.Plan);
        assertThat(cluster.awaitEnd("look").result()).isEqualTo(RunResult.Succeeded);
        awaitSync(status -> !"Blocked".equals(status.phase()));

        cluster.apply(manifest("third"));
        DatabaseSyncStatus done =
                awaitSync(status -> "Succeeded".equals(status.phase()) && "third".equals(status.lastHandledTrigger()));
        assertThat(pinned(done).local()).isEqualTo(before.local());
        assertThat(pinned(done).repins()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"Sync", "Rollback", "Plan", "Verify"})
    void whoeverAsksForARunFirstIsRefusedWhileSecretsAreExchanged(Operation operation) {
        exchangeSecrets();
        TestDatabase.State there = remote.state();
        TestDatabase.State here = local.state();

        cluster.run("nightly", SYNC, operation); // as a CronJob does, or a person

        DatabaseSyncRunStatus refused = cluster.awaitEnd("nightly");
        assertThat(refused.reason()).isEqualTo("IdentityChanged");
        assertThat(refused.message()).contains("dbsync repin pinned -n demo");
        assertThat(refused.plan()).as("of databases that nobody means").isNull();
        awaitSync(status -> "Blocked".equals(status.phase()));
        assertThat(remote.state()).isEqualTo(there);
        assertThat(local.state()).isEqualTo(here);
    }

    @Test
    void aLookThatFindsAnotherDatabaseLeavesTheSyncBlocked() {
        exchangeSecrets();
        cluster.apply(manifest("second"));
        awaitSync(status -> "Blocked".equals(status.phase()));
        TestDatabase.State there = remote.state();
        TestDatabase.State here = local.state();

        cluster.run("look", SYNC, Operation.Plan);
        assertThat(cluster.awaitEnd("look").reason()).isEqualTo("IdentityChanged");
        cluster.run("compare", SYNC, Operation.Verify);
        assertThat(cluster.awaitEnd("compare").reason()).isEqualTo("IdentityChanged");
        try (TestDatabase another = TestServer.newer().createDatabase()) { // one end is put right, the other one is not
            another.execute("create table t (id int primary key)");
            cluster.secret("a", local);
            cluster.secret("b", another);
            cluster.run("look-again", SYNC, Operation.Plan);
            assertThat(cluster.awaitEnd("look-again").reason()).isEqualTo("IdentityChanged");
        }

        int pods = cluster.pods();
        cluster.run("by-hand", SYNC, Operation.Sync);
        assertThat(cluster.awaitEnd("by-hand").reason()).isEqualTo("IdentityChanged");
        assertThat(cluster.pods()).as("no pod was started").isEqualTo(pods);
        awaitSync(status -> "Blocked".equals(status.phase()));
        assertThat(remote.state()).isEqualTo(there);
        assertThat(local.state()).isEqualTo(here);
    }

    @Test
    void aSyncThatWasHealedIsRefusedAgainIfTheSecretsAreExchangedAgain() {
        exchangeSecrets();
        cluster.apply(manifest("second"));
        awaitSync(status -> "Blocked".equals(status.phase()));
        putSecretsRight();
        cluster.run("compare", SYNC, Operation.Verify);
        assertThat(cluster.awaitEnd("compare").result()).isEqualTo(RunResult.Succeeded);
        awaitSync(status -> !"Blocked".equals(status.phase()));

        exchangeSecrets();
        TestDatabase.State there = remote.state();
        cluster.run("by-hand", SYNC, Operation.Sync);
        assertThat(cluster.awaitEnd("by-hand").reason()).isEqualTo("IdentityChanged");
        awaitSync(status -> "Blocked".equals(status.phase()));
        assertThat(remote.state()).isEqualTo(there);
    }

    private void putSecretsRight() {
        cluster.secret("a", local);
        cluster.secret("b", remote);
    }

    private void exchangeSecrets() {
        cluster.secret("a", remote);
        cluster.secret("b", local);
    }

    private void repin(String value) {
        cluster.sync(SYNC)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"%s\":\"%s\"}}}".formatted(Annotations.REPIN, value));
    }

    private DatabaseSyncStatus awaitSync(Predicate<DatabaseSyncStatus> expected) {
        return Objects.requireNonNull(await().atMost(PATIENCE)
                .until(
                        () -> cluster.sync(SYNC).get().getStatus(),
                        (@Nullable DatabaseSyncStatus status) -> status != null && expected.test(status)));
    }

    private static PinnedIdentities pinned(DatabaseSyncStatus status) {
        return Objects.requireNonNullElse(status.identities(), PinnedIdentities.NONE);
    }

    private static Condition condition(DatabaseSyncStatus status, String type) {
        return status.conditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static DatabaseSync manifest(String trigger) {
        return Serialization.unmarshal("""
                apiVersion: databasesync.io/v1alpha1
                kind: DatabaseSync
                metadata: {name: pinned, namespace: demo}
                spec:
                  direction: RemoteToLocal
                  local: {uriSecret: {name: a}}
                  remote: {uriSecret: {name: b}}
                  trigger: %s
                """.formatted(trigger), DatabaseSync.class);
    }
}
