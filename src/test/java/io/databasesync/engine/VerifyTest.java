package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Direction;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncOutcome.Verified;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableSelection;
import io.databasesync.testing.engine.RecordedProgress;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `operation: Verify`, PostgreSQL 17 against 15.
class VerifyTest {
    private static final String TABLE = "create table t (id int primary key, v text)";
    private static final String ROWS = "insert into t select i, 'v' || i from generate_series(1, 1000) i";

    private final TestDatabase source = TestServer.newer().createDatabase();
    private final TestDatabase target = TestServer.older().createDatabase();
    private final RecordedProgress progress = new RecordedProgress(Map.of(), () -> {});

    @AfterEach
    void close() {
        source.close();
        target.close();
    }

    @Test
    void findsEqualDatabasesEqual() {
        both(TABLE, ROWS, "create table u (a float8)", "insert into u values (0.1), (null)");

        SyncOutcome outcome = verify(source.endpoint(), target.endpoint());

        assertThat(outcome).isInstanceOfSatisfying(Verified.class, verified -> {
            assertThat(verified.tables()).extracting(t -> t.name().name()).containsExactly("t", "u");
            assertThat(verified.rows()).isEqualTo(1002);
        });
        progress.check();
        assertThat(progress.phases()).containsExactly(Phase.Validating, Phase.Verifying, Phase.Succeeded);
        assertThat(progress.reports().getLast().message()).contains("2 tables", "compared and equal");
    }

    @Test
    void namesEveryTableThatDiffers() {
        both(
                TABLE,
                ROWS,
                "create table same (a int)",
                "create table u (id int primary key)",
                "insert into u values (1)");
        source.execute("create table only_here (a int)", "create table drifted (a int)");
        target.execute("create table drifted (a bigint)");
        target.execute("update t set v = 'x' where id in (3, 999)", "delete from u");

        RolledBack end = failed(verify(source.endpoint(), target.endpoint()));

        assertThat(end.cause().reason()).isEqualTo(Reason.VerificationFailed);
        assertThat(end.cause().getMessage())
                .contains("4 of 5 tables differ")
                .contains("the target lacks table public.only_here")
                .contains("table public.drifted: column a is integer on the source and bigint on the target")
                .contains("table public.t has 1,000 rows", "by key (id): 2 different")
                .contains("table public.u has 1 rows", "by key (id): 1 only on the source")
                .doesNotContain("public.same");
        assertThat(end.cause().rows())
                .extracting(NamedRows::inFull)
                .containsExactly(
                        "public.t by key (id): (3) different, (999) different",
                        "public.u by key (id): (1) only on the source");
        assertThat(end.failedIn()).isEqualTo(Phase.Verifying);
    }

    @Test
    void namesTheStatementsForTheObjectsThatDependOnAColumn() {
        source.execute("create table drifted (a bigint)");
        target.execute("create table drifted (a int)", "create view over as select a from drifted");

        RolledBack end = failed(verify(source.endpoint(), target.endpoint()));

        assertThat(end.cause().fix().statements())
                .startsWith("drop view public.over", "ALTER TABLE public.drifted ALTER COLUMN a TYPE bigint")
                .anyMatch(s -> s.startsWith("create view public.over"));
    }

    @Test
    void writesNothingOnEitherSide() {
        both(TABLE, ROWS, "vacuum t");
        ConnectionSettings sourceReader = reader(source);
        ConnectionSettings targetReader = reader(target).withReadOnly(true);
        var sourceBefore = source.state();
        var targetBefore = target.state();
        List<Boolean> quiet = new ArrayList<>();
        for (int i = 0; i < 5 && !quiet.contains(true); i++) { // a server writes WAL of its own now and then
            String before = wal();
            assertThat(verify(sourceReader, targetReader)).isInstanceOf(Verified.class);
            quiet.add(before.equals(wal()));
        }

        assertThat(quiet).as("a comparison that leaves no WAL").contains(true);
        assertThat(source.state()).isEqualTo(sourceBefore);
        assertThat(target.state()).isEqualTo(targetBefore);
        assertThat(target.schemas()).doesNotContain("databasesync");
    }

    @Test
    void refusesToCompareADatabaseWithItself() {
        both(TABLE);
        assertThat(failed(verify(source.endpoint(), source.endpoint())).cause().reason())
                .isEqualTo(Reason.SameDatabase);
    }

    @Test
    void refusesTablesOfTheTargetThatItCannotRead() {
        both(TABLE);
        String role = target.newRole();
        var cause = failed(verify(source.endpoint(), target.endpoint(role, "role's own")))
                .cause();
        assertThat(cause.reason()).isEqualTo(Reason.PrivilegeMissing);
        assertThatSync(cause).naming("on the target", "GRANT SELECT ON public.t TO " + role);
    }

    @Test
    void refusesTablesOfTheTargetOfWhichAPolicyHidesRows() {
        both(TABLE);
        String role = target.newRole();
        target.execute("grant select on t to " + role, "alter table t enable row level security");
        var cause = failed(verify(source.endpoint(), target.endpoint(role, "role's own")))
                .cause();
        assertThat(cause.reason()).isEqualTo(Reason.PrivilegeMissing);
        assertThatSync(cause).naming("row-level security", "on the target");
    }

    private static ConnectionSettings reader(TestDatabase database) {
        String role = database.newRole();
        database.execute(
                "grant select on all tables in schema public to " + role,
                "alter role " + role + " set default_transaction_read_only = on");
        return database.endpoint(role, "role's own");
    }

    private String wal() {
        return source.value("select pg_current_wal_insert_lsn()") + target.value("select pg_current_wal_insert_lsn()");
    }

    private void both(String... sql) {
        source.execute(sql);
        target.execute(sql);
    }

    private SyncOutcome verify(ConnectionSettings from, ConnectionSettings to) {
        var request = SyncRequest.of(Direction.RemoteToLocal, from, to)
                .runId("verify")
                .operation(Operation.Verify)
                .tables(TableSelection.ALL)
                .requestedBy("a test")
                .build();
        return new SyncEngine().run(request, progress, new Cancellation());
    }

    private static RolledBack failed(SyncOutcome outcome) {
        assertThat(outcome).isInstanceOf(RolledBack.class);
        return (RolledBack) outcome;
    }
}
