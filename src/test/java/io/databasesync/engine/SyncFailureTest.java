package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.DatabaseEndpoint;
import io.databasesync.sync.DatabaseEndpoint.HostPort;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Password;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.sync.TableSelection;
import io.databasesync.sync.TableSelection.Missing;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// For each phase something that fails it halfway. `Scenario.failsIn` checks that the target is then as it was: every
/// object, definition, value of a sequence and row, and no schema of ours but the one with the history.
class SyncFailureTest {
    private static final String TABLE = "create table t (id int primary key, v text)";
    private static final Duration SHORT = Duration.ofMillis(200);

    // Validating: refused before the first write

    @Test
    void refusesAPatternThatMatchesNothing() {
        assertThat(scenario()
                        .both(TABLE)
                        .include("public.t", "public.tt*")
                        .failsIn(Phase.Validating, Reason.UnmatchedPattern)
                        .getMessage())
                .contains("public.tt*", "public.t?");
    }

    @Test
    void refusesATargetThatIsProtected() {
        assertThat(scenario()
                        .both(TABLE)
                        .targetEndpoint(target -> target.withReadOnly(true))
                        .failsIn(Phase.Validating, Reason.EndpointReadOnly)
                        .getMessage())
                .contains("test_");
    }

    @Test
    void readsFromASourceThatIsProtected() {
        scenario()
                .source(TABLE)
                .sourceEndpoint(source -> source.withReadOnly(true))
                .play();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1"})
    void refusesToSyncADatabaseWithItselfHoweverItIsAddressed(String host) {
        TestDatabase[] itself = new TestDatabase[1];
        var failure = within().target(TABLE, "insert into t values (1, 'precious')")
                .target(target -> itself[0] = target)
                .sourceEndpoint(_ -> at(host, itself[0].server().port(), itself[0].endpoint()))
                .failsIn(Phase.Validating, Reason.SameDatabase);

        assertThat(failure.getMessage()).contains(itself[0].name());
    }

    @Test
    void namesTheColumnThatDiffersAndTheStatementThatFixesIt() {
        assertThat(scenario()
                        .source("create table t (id int primary key, v varchar(20))")
                        .target("create table t (id int primary key, v varchar(10))")
                        .failsIn(Phase.Validating, Reason.SchemaDrift)
                        .getMessage())
                .contains("public.t", "v", "character varying(20)", "character varying(10)")
                .containsIgnoringCase("alter table public.t alter column v type character varying(20)");
    }

    @Test
    void refusesToIntersectTablesThatHaveNoColumnInCommon() {
        assertThat(scenario()
                        .source("create table t (a int)", "insert into t values (1)")
                        .target("create table t (b int)")
                        .intersect("a")
                        .failsIn(Phase.Validating, Reason.SchemaDrift)
                        .getMessage())
                .contains("public.t", "no column in common");
    }

    @Test
    void namesTheColumnThatTheTargetLacks() {
        assertThat(scenario()
                        .source("create table t (id int primary key, v text, w jsonb)")
                        .target("create table t (id int primary key, v text)")
                        .failsIn(Phase.Validating, Reason.SchemaDrift)
                        .getMessage())
                .contains("public.t")
                .containsIgnoringCase("alter table public.t add column w jsonb");
    }

    @Test
    void namesTheColumnThatTheSourceLacks() {
        assertThat(scenario()
                        .source("create table t (id int primary key)")
                        .target("create table t (id int primary key, v text)")
                        .failsIn(Phase.Validating, Reason.SchemaDrift)
                        .getMessage())
                .contains("public.t", "v");
    }

    @Test
    void refusesAnEnumThatLacksAValue() {
        assertThat(scenario()
                        .source("create type mood as enum ('a', 'b', 'c')", "create table t (m mood)")
                        .target("create type mood as enum ('a', 'b')", "create table t (m mood)")
                        .failsIn(Phase.Validating, Reason.SchemaDrift)
                        .getMessage())
                .contains("mood", "c");
    }

    @Test
    void refusesToCreateATableThatMustExist() {
        assertThat(scenario()
                        .source(TABLE)
                        .missing(Missing.Fail)
                        .failsIn(Phase.Validating, Reason.TableMissing)
                        .getMessage())
                .contains("public.t");
    }

    @Test
    void refusesAForeignKeyFromASelectedTableToOneThatIsNotSelectedAndMissing() {
        assertThat(scenario()
                        .source(
                                TABLE,
                                "create table child (id int primary key, t int references t)",
                                "insert into t values (1, 'x')",
                                "insert into child values (1, 1)")
                        .include("public.child")
                        .failsIn(Phase.Validating, Reason.ForeignKeyOutside)
                        .getMessage())
                .contains("public.child", "public.t");
    }

    @Test
    void namesThePrivilegeThatTheSourceLacks() {
        String[] role = new String[1];
        var failure = scenario()
                .both(TABLE)
                .source(source -> role[0] = source.newRole())
                .sourceEndpoint(source -> as(role[0], "role's own", source))
                .failsIn(Phase.Validating, Reason.PrivilegeMissing);

        assertThat(failure.getMessage())
                .contains("public.t", role[0])
                .containsIgnoringCase("grant select on public.t to ");
    }

    @Test
    void refusesASourceWhoseRowsAreHiddenByAPolicy() {
        String[] role = new String[1];
        var failure = scenario()
                .both(TABLE)
                .source(source -> {
                    role[0] = source.newRole();
                    source.execute(
                            "grant select on t to " + role[0],
                            "alter table t enable row level security",
                            "create policy none on t using (false)",
                            "insert into t values (1, 'x')");
                })
                .sourceEndpoint(source -> as(role[0], "role's own", source))
                .failsIn(Phase.Validating, Reason.PrivilegeMissing);

        assertThat(failure.getMessage()).contains("public.t").containsIgnoringCase("row");
    }

    @Test
    void namesThePrivilegeThatTheTargetLacks() {
        String[] role = new String[1];
        var failure = scenario()
                .both(TABLE)
                .target(target -> role[0] = target.newRole())
                .targetEndpoint(target -> as(role[0], "role's own", target))
                .failsIn(Phase.Validating, Reason.PrivilegeMissing);

        assertThat(failure.getMessage()).contains(role[0]).containsIgnoringCase("grant");
    }

    @Test
    void tellsAWrongPasswordAndNeverShowsIt() {
        String[] role = new String[1];
        var failure = scenario()
                .both(TABLE)
                .source(source -> role[0] = source.newRole())
                .sourceEndpoint(source -> as(role[0], "hunter2", source))
                .failsIn(Phase.Validating, Reason.AuthenticationFailed);

        assertThat(failure.getMessage())
                .contains("the test's database", role[0])
                .doesNotContain("hunter2");
        assertThat(failure.sqlState()).contains("28P01");
        assertThat(chain(failure)).noneMatch(message -> message.contains("hunter2"));
    }

    @Test
    void tellsThatNobodyListens() {
        var failure = scenario()
                .both(TABLE)
                .sourceEndpoint(source -> at("localhost", 1, source))
                .failsIn(Phase.Validating, Reason.ConnectionFailed);

        assertThat(failure.getMessage()).contains("localhost:1");
        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void tellsThatAHostHasNoAddress() {
        assertThat(scenario()
                        .both(TABLE)
                        .targetEndpoint(target -> at("no-such-host.invalid", 5432, target))
                        .failsIn(Phase.Validating, Reason.ConnectionFailed)
                        .getMessage())
                .contains("no-such-host.invalid");
    }

    @Test
    void tellsThatADatabaseDoesNotExist() {
        assertThat(scenario()
                        .both(TABLE)
                        .targetEndpoint(target -> new DatabaseEndpoint(
                                target.hosts(),
                                "no_such_database",
                                target.user(),
                                target.password(),
                                target.sslMode(),
                                null,
                                target.options(),
                                false,
                                target.origin()))
                        .failsIn(Phase.Validating, Reason.DatabaseMissing)
                        .getMessage())
                .contains("no_such_database", "CREATE DATABASE no_such_database");
    }

    @Test
    void refusesASecondRunWhileOneIsUnderWay() {
        SyncOutcome[] second = new SyncOutcome[1];
        TestDatabase[] source = new TestDatabase[1];
        scenario()
                .both(TABLE)
                .source("insert into t values (1, 'new')")
                .source(database -> source[0] = database)
                .during(
                        Phase.Copying,
                        (target, _) -> second[0] = new SyncEngine()
                                .run(
                                        new SyncRequest(
                                                "the second",
                                                Operation.Sync,
                                                Direction.RemoteToLocal,
                                                source[0].endpoint(),
                                                target.endpoint(),
                                                TableSelection.ALL,
                                                Parallelism.DEFAULT,
                                                Safety.DEFAULT,
                                                "somebody else"),
                                        ProgressSink.NONE,
                                        new Cancellation()))
                .afterSync(_ -> assertThat(second[0]).isInstanceOfSatisfying(RolledBack.class, end -> {
                    assertThat(end.cause().reason()).isEqualTo(Reason.TargetBusy);
                    assertThat(end.failedIn()).isEqualTo(Phase.Validating);
                    assertThat(end.cause().getMessage()).containsAnyOf("first", "second");
                }))
                .play();
    }

    @Test
    void refusesATableUnderAMaterializedView() {
        assertThat(scenario()
                        .both(TABLE)
                        .target("insert into t values (1, 'old')", "create materialized view m as select v from t")
                        .failsIn(Phase.Validating, Reason.DependentBlocks)
                        .getMessage())
                .contains("public.t", "public.m");
    }

    @Test
    void refusesATableWhoseRowsAFunctionReturns() {
        assertThat(scenario()
                        .both(TABLE)
                        .target("create function all_of_them() returns setof t language sql as 'select * from t'")
                        .failsIn(Phase.Validating, Reason.DependentBlocks)
                        .getMessage())
                .contains("public.t", "all_of_them");
    }

    @Test
    void refusesATableThatAnotherTableInherits() {
        assertThat(scenario()
                        .both(TABLE)
                        .target("create table child () inherits (t)")
                        .failsInOneOf(
                                Phase.Validating, Reason.DependentBlocks, Phase.Validating, Reason.UnsupportedTable)
                        .getMessage())
                .contains("public.t", "inherit");
    }

    @Test
    void refusesAPublicationForAllTables() {
        assertThat(scenario()
                        .both(TABLE)
                        .target("create publication everything for all tables")
                        .failsIn(Phase.Validating, Reason.DependentBlocks)
                        .getMessage())
                .contains("public.t", "everything");
    }

    @Test
    void refusesToReplaceAViewByATable() {
        assertThat(scenario()
                        .source(TABLE)
                        .target("create view t as select 1 as id, ''::text as v")
                        .failsInOneOf(Phase.Validating, Reason.UnsupportedTable, Phase.Validating, Reason.SchemaDrift)
                        .getMessage())
                .contains("public.t", "view");
    }

    // Copying

    @Test
    void stopsAtARowThatATargetsCheckRefuses() {
        var failure = scenario()
                .source(
                        "create table t (id int primary key, v int)",
                        "insert into t select i, i from generate_series(1, 1000) i")
                .target(
                        "create table t (id int primary key, v int constraint small check (v < 900))",
                        "insert into t values (1, 1)")
                .failsIn(Phase.Copying, Reason.CopyFailed);

        assertThat(failure.getMessage()).contains("public.t", "small", "23514");
        assertThat(failure.sqlState()).contains("23514");
    }

    @Test
    void stopsAtARowThatATargetsNotNullRefuses() {
        var failure = scenario()
                .source("create table t (id int primary key, v int)", "insert into t values (1, null)")
                .target("create table t (id int primary key, v int not null)", "insert into t values (1, 1)")
                .failsInOneOf(Phase.Validating, Reason.SchemaDrift, Phase.Copying, Reason.CopyFailed);

        assertThat(failure.getMessage()).contains("public.t", "v");
    }

    @Test
    void cancelsWhileItCopies() {
        var failure = scenario()
                .source(
                        TABLE,
                        "insert into t select i, repeat(md5(i::text), 30) from generate_series(1, 200000) i",
                        "analyze t")
                .target(TABLE, "insert into t values (1, 'old')")
                .whileCopying((_, cancellation) -> cancellation.request())
                .failsIn(Phase.Copying, Reason.Cancelled);

        assertThat(failure.getMessage()).contains("cancelled");
    }

    @Test
    void cancelsBeforeItPublishes() {
        scenario()
                .source(TABLE, "insert into t values (1, 'new')")
                .target(TABLE, "insert into t values (1, 'old')")
                .during(Phase.Verifying, (_, cancellation) -> cancellation.request())
                .failsInOneOf(Phase.Verifying, Reason.Cancelled, Phase.Publishing, Reason.Cancelled);
    }

    @Test
    void keepsTheTargetWhenTheSourceEndsOurSessions() {
        TestDatabase[] source = new TestDatabase[1];
        var failure = scenario()
                .source(
                        TABLE,
                        "insert into t select i, repeat(md5(i::text), 30) from generate_series(1, 200000) i",
                        "analyze t")
                .source(database -> source[0] = database)
                .target(TABLE, "insert into t values (1, 'old')")
                .whileCopying((_, _) -> endSessions(source[0]))
                .failsIn(Phase.Copying, Reason.ConnectionLost);

        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void keepsTheTargetWhenTheSessionThatHoldsTheSnapshotEnds() {
        TestDatabase[] source = new TestDatabase[1];
        var failure = scenario()
                .source(TABLE, "insert into t values (1, 'new')")
                .source(database -> source[0] = database)
                .target(TABLE, "insert into t values (1, 'old')")
                .during(Phase.Copying, (_, _) -> endSessions(source[0]))
                .failsIn(Phase.Copying, Reason.ConnectionLost);

        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void keepsTheTargetWhenItEndsOurSessions() {
        var failure = scenario()
                .source(
                        TABLE,
                        "insert into t select i, repeat(md5(i::text), 30) from generate_series(1, 200000) i",
                        "analyze t")
                .target(TABLE, "insert into t values (1, 'old')")
                .whileCopying((target, _) -> endSessions(target))
                .failsIn(Phase.Copying, Reason.ConnectionLost);

        assertThat(failure.retryable()).isTrue();
    }

    // Indexing

    @Test
    void stopsAtRowsThatATargetsUniqueIndexRefuses() {
        var failure = scenario()
                .source("create table t (id int primary key, v text)", "insert into t values (1, 'same'), (2, 'same')")
                .target(TABLE, "create unique index t_once on t (v)", "insert into t values (1, 'old')")
                .failsIn(Phase.Indexing, Reason.IndexFailed);

        assertThat(failure.getMessage()).contains("public.t", "t_once", "23505");
        assertThat(failure.sqlState()).contains("23505");
    }

    @Test
    void stopsAtRowsThatATargetsForeignKeyRefuses() {
        var failure = scenario()
                .source("create table p (id int primary key)", "create table c (p int)", "insert into c values (7)")
                .target("create table p (id int primary key)", "create table c (p int constraint to_p references p)")
                .failsIn(Phase.Indexing, Reason.IndexFailed);

        assertThat(failure.getMessage()).contains("public.c", "to_p", "23503");
    }

    @Test
    void keepsWhatAnEarlierSyncPublished() {
        scenario()
                .source("create table t (id int primary key, v text)", "insert into t values (1, 'a'), (2, 'b')")
                .target(TABLE, "create unique index t_once on t (v)")
                .thenFailsIn(Phase.Indexing, Reason.IndexFailed, "update t set v = 'same'");
    }

    // Publishing

    @Test
    void givesUpWhenAnotherTransactionHoldsATable() throws SQLException {
        Connection[] reader = new Connection[1];
        var failure = scenario()
                .source(TABLE, "insert into t values (1, 'new')")
                .target(TABLE, "insert into t values (1, 'old')")
                .target(target -> reader[0] = inTransaction(target, "select * from t"))
                .safety(1, SHORT)
                .failsIn(Phase.Publishing, Reason.TargetLocked);
        reader[0].close();

        assertThat(failure.getMessage()).contains("public.t");
        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void publishesOnceTheOtherTransactionIsOver() {
        scenario()
                .source(TABLE, "insert into t values (1, 'new')")
                .target(TABLE, "insert into t values (1, 'old')")
                .safety(1, SHORT)
                .during(Phase.Publishing, (target, _) -> {
                    Connection reader = inTransaction(target, "select * from t");
                    Thread.ofVirtual().start(() -> closeAfter(Duration.ofMillis(500), reader));
                })
                .play();
    }

    @Test
    void refusesToPublishAroundAForeignKeyThatNewContentBreaks() {
        assertThat(scenario()
                        .both(TABLE)
                        .source("insert into t values (1, 'new')")
                        .target(
                                "insert into t values (1, 'old'), (2, 'old')",
                                "create table note (t int constraint of_note references t)",
                                "insert into note values (2)")
                        .include("public.t")
                        .failsInOneOf(
                                Phase.Validating, Reason.ForeignKeyOutside, Phase.Verifying, Reason.ForeignKeyOutside)
                        .getMessage())
                .contains("of_note");
    }

    private static Scenario scenario() {
        return Pair.NEWER_TO_OLDER.scenario();
    }

    private static Scenario within() {
        return new Scenario(TestServer.newer(), TestServer.newer());
    }

    private static DatabaseEndpoint as(String user, String password, DatabaseEndpoint endpoint) {
        return new DatabaseEndpoint(
                endpoint.hosts(),
                endpoint.database(),
                user,
                new Password(password),
                endpoint.sslMode(),
                null,
                endpoint.options(),
                endpoint.readOnly(),
                endpoint.origin());
    }

    private static DatabaseEndpoint at(String host, int port, DatabaseEndpoint endpoint) {
        return new DatabaseEndpoint(
                List.of(new HostPort(host, port)),
                endpoint.database(),
                endpoint.user(),
                endpoint.password(),
                endpoint.sslMode(),
                null,
                endpoint.options(),
                endpoint.readOnly(),
                endpoint.origin());
    }

    private static void endSessions(TestDatabase database) {
        database.execute("select pg_terminate_backend(pid) from pg_stat_activity"
                + " where datname = current_database() and application_name like 'databasesync%'");
    }

    private static Connection inTransaction(TestDatabase database, String sql) {
        Connection connection = database.connect();
        try {
            connection.setAutoCommit(false);
            connection.createStatement().execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return connection;
    }

    private static void closeAfter(Duration delay, Connection connection) {
        try {
            Thread.sleep(delay);
            connection.close();
        } catch (InterruptedException | SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> chain(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .map(String::valueOf)
                .toList();
    }
}
