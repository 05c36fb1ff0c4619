package io.databasesync.engine;

import static io.databasesync.testing.postgres.Endpoints.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.ConnectionSettings.Pin;
import io.databasesync.sync.DatabaseIdentity;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.ReachedDatabases;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Stuck;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.testing.Failures;
import io.databasesync.testing.postgres.LoadBalancer;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Databases are recognised by what they are. Remote is read, local is replaced.
class IdentityGuardsTest {
    private static final String TABLE = "create table t (id int primary key)";

    private final TestDatabase local = TestServer.newer().createDatabase();
    private final TestDatabase remote = TestServer.older().createDatabase();
    private final List<ReachedDatabases> told = new ArrayList<>();

    @BeforeEach
    void tables() {
        local.execute(TABLE, "insert into t values (1)");
        remote.execute(TABLE, "insert into t values (2)");
    }

    @AfterEach
    void close() {
        local.close();
        remote.close();
    }

    @Test
    void aRunTellsWhichDatabasesItReachedBeforeItWrites() {
        assertThat(run(Operation.Sync, remote.endpoint(), local.endpoint())).isInstanceOf(SyncOutcome.Synced.class);
        assertThat(told)
                .containsExactly(new ReachedDatabases(Optional.of(identity(local)), Optional.of(identity(remote))));
    }

    @Test
    void aRunThatCannotKeepWhatItReachedDoesNotGoOn() {
        SyncException notKept = Failures.failure(Reason.ConnectionLost, "nobody is there to write it down");
        ProgressSink forgetful = new ProgressSink() {
            @Override
            public void report(Progress progress) {}

            @Override
            public void reached(ReachedDatabases databases) {
                throw notKept;
            }
        };
        TestDatabase.State before = local.state();
        SyncOutcome outcome = new SyncEngine()
                .run(request(Operation.Sync, remote.endpoint(), local.endpoint()), forgetful, new Cancellation());
        assertThat(outcome).isEqualTo(new SyncOutcome.RolledBack(Phase.Validating, notKept));
        assertThat(local.state()).isEqualTo(before);
    }

    // failure 45: the wrong way round
    @ParameterizedTest
    @EnumSource(Operation.class)
    void exchangedEndsAreRefusedWhateverIsToBeDone(Operation operation) {
        ConnectionSettings nowRemote = pinned(local.endpoint(), identity(remote));
        ConnectionSettings nowLocal = pinned(remote.endpoint(), identity(local));

        SyncException refusal = refused(operation, nowRemote, nowLocal);

        if (operation != Operation.Rollback) { // which asks its source for nothing
            assertThat(refusal).hasMessageStartingWith("local and remote are exchanged: ");
        }
        assertThat(refusal)
                .hasMessageContaining(identity(local).toString())
                .hasMessageContaining(identity(remote).toString())
                .hasMessageContaining("local, which the test's database %s names", remote.name())
                .hasMessageContaining("the database that was remote")
                .hasMessageEndingWith("run: dbsync repin kb -n knowledge");
        assertThat(told).as("nothing is held to that was found by mistake").isEmpty();
    }

    @Test
    void anotherDatabaseOfTheSameServerIsRefused() {
        try (TestDatabase other = TestServer.newer().createDatabase()) {
            other.execute(TABLE);
            TestDatabase.State before = other.state();
            SyncException refusal = refused(
                    Operation.Sync,
                    pinned(remote.endpoint(), identity(remote)),
                    pinned(other.endpoint(), identity(local)));
            assertThat(refusal)
                    .hasMessageContaining("local, which")
                    .hasMessageContaining("now leads to database " + other.name())
                    .hasMessageNotContaining("exchanged");
            assertThat(other.state()).isEqualTo(before);
        }
    }

    @Test
    void aDatabaseThatTheSpecDeclaresIsNamedWithItsField() {
        ConnectionSettings declared = local.endpoint().withPin(Pin.declared(identity(remote), "spec.local.identity"));
        assertThat(refused(Operation.Sync, remote.endpoint(), declared))
                .hasMessageContaining(
                        "has to lead to database %s (spec.local.identity) and leads to database %s",
                        identity(remote), identity(local))
                .hasMessageEndingWith("check where both ends lead, then correct spec.local.identity");
    }

    @Test
    void aRestoreOntoAnotherServerIsRefusedUntilItIsPinnedAnew() {
        DatabaseIdentity before =
                new DatabaseIdentity("7000000000000000001", identity(remote).databaseOid(), "kb");
        assertThat(refused(Operation.Sync, pinned(remote.endpoint(), before), local.endpoint()))
                .hasMessageContaining("remote, which");
    }

    @Test
    void aSourceThatChangedIsSeenAlsoWhenTheTargetIsNotReached() {
        ConnectionSettings gone = local.endpoint("nobody", "wrong");
        assertThat(refused(Operation.Sync, pinned(remote.endpoint(), identity(local)), gone)
                        .reason())
                .isEqualTo(Reason.IdentityChanged);
        assertThat(failed(run(Operation.Sync, remote.endpoint(), gone)).reason())
                .isEqualTo(Reason.AuthenticationFailed);
        assertThat(told)
                .as("what was reached counts")
                .containsExactly(new ReachedDatabases(Optional.empty(), Optional.of(identity(remote))));
    }

    @Test
    void aRightThatIsTakenAwayDoesNotSwitchTheGuardOff() {
        String role = remote.newRole();
        remote.execute("grant select on t to " + role);
        remote.execute("revoke execute on function pg_control_system() from public");
        try {
            ConnectionSettings blind = remote.endpoint(role, "role's own");
            assertThat(refused(Operation.Sync, pinned(blind, identity(remote)), local.endpoint()))
                    .hasMessageContaining("system identifier not readable");
            DatabaseIdentity seen = new DatabaseIdentity(null, identity(remote).databaseOid(), remote.name());
            assertThat(run(Operation.Plan, pinned(blind, seen), local.endpoint()))
                    .isInstanceOf(SyncOutcome.Planned.class);
        } finally {
            remote.execute("grant execute on function pg_control_system() to public");
        }
    }

    @Test
    void oneDatabaseIsOneAlsoWhereNobodyMayReadItsSystemIdentifier() {
        String role = local.newRole();
        local.execute("revoke execute on function pg_control_system() from public");
        try {
            ConnectionSettings blind = local.endpoint(role, "role's own");
            assertThat(failed(run(Operation.Sync, blind, local.endpoint())).reason())
                    .isEqualTo(Reason.SameDatabase);
        } finally {
            local.execute("grant execute on function pg_control_system() to public");
        }
        assertThat(told).as("one of both is a mistake").isEmpty();
    }

    @Test
    void oneDatabaseIsOneByAnotherNameOfItsHost() {
        try (LoadBalancer alias = new LoadBalancer(TestServer.newer())) {
            SyncException refusal =
                    failed(run(Operation.Sync, at(alias.address(), local.endpoint()), local.endpoint()));
            assertThat(refusal.reason()).isEqualTo(Reason.SameDatabase);
            assertThat(refusal)
                    .hasMessageContaining("name two different ones: correct the database in the test's database");
        }
    }

    /// A name that leads elsewhere a moment later: nothing must be made in the wrong database.
    @Test
    void nothingIsWrittenThroughALaterConnectionThatLeadsElsewhere() {
        TestDatabase namesake = TestServer.older().createDatabase();
        try (LoadBalancer balancer = LoadBalancer.leadingAway(TestServer.newer(), TestServer.older())) {
            String name = namesake.name();
            remote.execute("alter database %s rename to %s".formatted(name, local.name()));
            SyncOutcome end = run(Operation.Sync, remote.endpoint(), at(balancer.address(), local.endpoint()));
            assertThat(end).as("nothing leads back to clean up").isInstanceOf(Stuck.class);
            assertThat(((Stuck) end).cause().reason()).isEqualTo(Reason.IdentityChanged);
            assertThat(((Stuck) end).cause()).hasMessageContaining("reach different servers");
            remote.execute("alter database %s rename to %s".formatted(local.name(), name));
            assertThat(namesake.schemas()).doesNotContain("databasesync");
        } finally {
            namesake.close();
        }
    }

    private SyncException refused(Operation operation, ConnectionSettings source, ConnectionSettings target) {
        TestDatabase.State localBefore = local.state();
        TestDatabase.State remoteBefore = remote.state();
        SyncException refusal = failed(run(operation, source, target));
        assertThat(refusal.reason()).isEqualTo(Reason.IdentityChanged);
        assertThat(refusal.retryable()).isFalse();
        assertThat(local.state()).isEqualTo(localBefore);
        assertThat(remote.state()).isEqualTo(remoteBefore);
        return refusal;
    }

    private SyncOutcome run(Operation operation, ConnectionSettings source, ConnectionSettings target) {
        ProgressSink sink = new ProgressSink() {
            @Override
            public void report(Progress progress) {}

            @Override
            public void reached(ReachedDatabases databases) {
                told.add(databases);
            }
        };
        return new SyncEngine().run(request(operation, source, target), sink, new Cancellation());
    }

    private static SyncRequest request(Operation operation, ConnectionSettings source, ConnectionSettings target) {
        return SyncRequest.of(Direction.RemoteToLocal, source, target)
                .runId(UUID.randomUUID().toString())
                .operation(operation)
                .requestedBy("test")
                .safety(Safety.DEFAULT.withReconnect(Duration.ofSeconds(1)))
                .build();
    }

    private static SyncException failed(SyncOutcome outcome) {
        assertThat(outcome).isInstanceOf(SyncOutcome.RolledBack.class);
        return ((SyncOutcome.RolledBack) outcome).cause();
    }

    private static ConnectionSettings pinned(ConnectionSettings endpoint, DatabaseIdentity identity) {
        return endpoint.withPin(Pin.reached(identity, "run: dbsync repin kb -n knowledge"));
    }

    private static DatabaseIdentity identity(TestDatabase database) {
        return new DatabaseIdentity(
                database.value("select system_identifier from pg_control_system()"),
                Long.parseLong(database.value("select oid from pg_database where datname = current_database()")),
                database.name());
    }
}
