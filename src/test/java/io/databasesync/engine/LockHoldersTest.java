package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;

import io.databasesync.sync.Mode;
import io.databasesync.sync.Password;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestDatabase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// A run that gets no lock says who holds it.
class LockHoldersTest {
    private static final String TABLE = "create table t (id int primary key, v text)";
    private static final Duration SHORT = Duration.ofMillis(50);

    private final AtomicReference<String> pid = new AtomicReference<>("");

    // failure 59: unknown holders of locks
    @Test
    void aReaderIsNamedWithItsTransactionAndTheKindOfItsStatement() {
        var failure = locked(scenario()).failsIn(Phase.Publishing, Reason.TargetLocked);

        assertThatSync(failure)
                .naming(
                        "public.t",
                        "process %s (the test itself) of role postgres, in a transaction since 2".formatted(pid),
                        "UTC, idle in transaction after SELECT")
                .withholding("secret")
                .withFix("SELECT pg_terminate_backend(%s)".formatted(pid))
                .advising("sync again later");
    }

    @Test
    void aReaderIsNamedInPlaceToo() {
        var failure = locked(scenario().mode(Mode.InPlace)).failsIn(Phase.Preparing, Reason.TargetLocked);

        assertThatSync(failure).withFix("SELECT pg_terminate_backend(%s)".formatted(pid));
    }

    /// `LOCK TABLE` of a partitioned table locks its partitions.
    @Test
    void aReaderOfOnePartitionIsNamed() {
        var failure = scenario()
                .both(
                        "create table t (id int, v text) partition by list (id)",
                        "create table t1 partition of t for values in (1)")
                .include("public.t")
                .target(target -> read(target, "t1"))
                .mode(Mode.InPlace)
                .safety(1, SHORT)
                .failsIn(Phase.Preparing, Reason.TargetLocked);

        assertThatSync(failure).withFix("SELECT pg_terminate_backend(%s)".formatted(pid));
    }

    @Test
    void aPreparedTransactionIsNamed() {
        var failure = scenario()
                .both(TABLE)
                .target("begin; insert into t values (7, 'secret'); prepare transaction 'it''s left'")
                .safety(1, SHORT)
                .during(
                        Phase.RollingBack,
                        (databases, _) -> databases.target().execute("rollback prepared 'it''s left'"))
                .failsIn(Phase.Publishing, Reason.TargetLocked);

        assertThatSync(failure)
                .naming("prepared transaction 'it''s left' of role postgres, since 2")
                .withFix("ROLLBACK PREPARED 'it''s left'");
    }

    @Test
    void aRoleThatSeesLittleSaysWhatItSees() {
        String role = TestDatabase.roleName();
        var failure = scenario()
                .both(TABLE)
                .target(target -> {
                    target.createRole(role);
                    target.execute(
                            "grant create on schema public to " + role,
                            "alter table t owner to " + role,
                            "grant create on database %s to %s".formatted(target.name(), role));
                    read(target, "t");
                })
                .targetEndpoint(endpoint -> endpoint.with(e -> e.user(role).password(new Password("role's own"))))
                .safety(1, SHORT)
                .failsIn(Phase.Publishing, Reason.TargetLocked);

        assertThatSync(failure)
                .naming("process %s (the test itself) of role postgres, and pg_read_all_stats would show more"
                        .formatted(pid))
                .withFix("SELECT pg_terminate_backend(%s)".formatted(pid));
    }

    private Scenario locked(Scenario scenario) {
        return scenario.both(TABLE).target(target -> read(target, "t")).safety(1, SHORT);
    }

    private void read(TestDatabase target, String table) {
        var reader = target.session("reader");
        pid.set(reader.value("select pg_backend_pid()"));
        reader.execute("begin", "/* a comment */ select 'secret' from " + table);
    }

    private static Scenario scenario() {
        return Pair.NEWER_TO_OLDER.scenario();
    }
}
