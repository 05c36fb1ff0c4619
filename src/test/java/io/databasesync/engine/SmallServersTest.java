package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Mode;
import io.databasesync.sync.Password;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.Side;
import io.databasesync.testing.engine.Cases;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.SmallServer;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Servers, databases and roles that allow little: a run works with what there is, or says before the first write what
/// it needs.
class SmallServersTest {
    private static final String TABLE = "create table t (id int primary key, v text)";
    private static final String ROW = "insert into t values (1, 'new')";

    // failure 40: too many connections
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void fewerConnectionsThanOneTableNeedsAreRefusedWithBothNumbers(int limit) {
        var failure = limited(limit).failsIn(Phase.Validating, Reason.LimitTooLow);

        assertThatSync(failure)
                .about("role app_lim3")
                .naming("may have %d connections to the target".formatted(limit), "needs 3 more")
                .withFix("ALTER ROLE app_lim3 CONNECTION LIMIT 4");
    }

    @Test
    void fewConnectionsAreEnoughForOneTableAtATime() {
        limited(4).play();
    }

    @Test
    void inPlaceARunNeedsLess() {
        limited(3)
                .target("create table m0 (id int primary key, v text)", "alter table m0 owner to app_lim3")
                .include("public.m0")
                .mode(Mode.InPlace)
                .once((source, target) ->
                        assertThat(target.value("select count(*) from m0")).isEqualTo("200"));
    }

    @Test
    void theLimitOfADatabaseIsNamedWithTheStatementThatRaisesIt() {
        var failure = withinADatabaseOf(3).failsIn(Phase.Validating, Reason.LimitTooLow);

        assertThatSync(failure).naming("allows 3 connections to the target, of which 3 are in use");
        assertThat(failure.fix().statements().getFirst())
                .startsWith("ALTER DATABASE ")
                .endsWith(" CONNECTION LIMIT 6");
    }

    @Test
    void connectionsThatOthersHoldMayBeFreeLater() {
        var failure = withinADatabaseOf(4).failsIn(Phase.Validating, Reason.InsufficientResources);

        assertThatSync(failure).naming("allows 4 connections to the target, of which 3 are in use");
        assertThat(failure.retryable()).isTrue();
    }

    /// Two connections to the target belong to others.
    private static Scenario withinADatabaseOf(int limit) {
        String role = TestDatabase.roleName();
        return Pair.OLDER_TO_NEWER
                .scenario()
                .source(TABLE, ROW)
                .target(target -> {
                    target.createRole(role);
                    target.execute(
                            "grant create on database %s to %s".formatted(target.name(), role),
                            "grant create on schema public to " + role,
                            "alter database %s connection limit %d".formatted(target.name(), limit));
                    target.session("another").execute("select 1");
                })
                .targetEndpoint(endpoint -> endpoint.with(e -> e.user(role).password(new Password("role's own"))));
    }

    @Test
    void theSourceIsReadWithTheConnectionsThatItsRoleHas() {
        String role = TestDatabase.roleName();
        Pair.OLDER_TO_NEWER
                .scenario()
                .source(TABLE, ROW)
                .source(source -> {
                    source.createRole(role);
                    source.execute("grant select on t to " + role, "alter role %s connection limit 2".formatted(role));
                })
                .sourceEndpoint(endpoint -> endpoint.with(e -> e.user(role).password(new Password("role's own"))))
                .play();
    }

    // case lock-table-full
    // failure 58: a full lock table
    @Test
    void moreLocksThanTheServerHasRoomForAreRefusedWithTheSettingThatMakesRoom() {
        var failure = Cases.of(new Scenario(TestServer.older(), SmallServer.start()), "lock-table-full")
                .failsIn(Phase.Validating, Reason.LimitTooLow);

        assertThatSync(failure)
                .about("max_locks_per_transaction")
                .naming("needs 7200 locks", "max_locks_per_transaction = 64")
                .withFixOn(Side.Target, "ALTER SYSTEM SET max_locks_per_transaction = 192")
                .advising("fewer tables");
    }

    private static Scenario limited(int limit) {
        return Cases.of(Pair.OLDER_TO_NEWER, "connection-limit")
                .target("alter role app_lim3 connection limit " + limit)
                .targetEndpoint(
                        endpoint -> endpoint.with(e -> e.user("app_lim3").password(new Password("secret"))));
    }
}
