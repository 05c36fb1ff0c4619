package io.databasesync.engine;

import static io.databasesync.testing.postgres.Endpoints.readOnly;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.DatabaseEndpoint;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Restored;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TableSelection;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Undoing a run. That content, structure and surroundings come back whatever they are, `Scenario.play`
/// checks.
class SyncRollbackTest {
    private static final String ALL = "public.*";

    private final TestDatabase source = TestServer.newer().createDatabase();
    private final TestDatabase target = TestServer.older().createDatabase();

    @AfterEach
    void drop() {
        source.close();
        target.close();
    }

    @Test
    void putsBackWhatTheNewestRunReplacedAndSaysSo() {
        twoTables();
        sync("one");

        assertThat(rollBack("back")).isInstanceOfSatisfying(Restored.class, restored -> {
            assertThat(restored.restoredRun()).isEqualTo("one");
            assertThat(restored.tables())
                    .containsExactly(
                            new VerifiedTable(new TableName("public", "a"), 1),
                            new VerifiedTable(new TableName("public", "b"), 1));
            assertThat(restored.previous()).hasSize(1);
            assertThat(restored.warnings()).isEmpty();
        });
        assertThat(target.column("select who from a union all select who from b"))
                .containsExactly("target", "target");
        assertThat(
                        target.rows(
                                "select operation, status, phase, tables, rows from databasesync.sync_history where sync_id = 'back'"))
                .containsExactly(TestDatabase.row("Rollback", "succeeded", "Succeeded", 2, 2L));
        assertThat(target.column("select sync_id from databasesync.previous_generation"))
                .containsExactly("back");
        assertThat(target.column("select count(*) from databasesync.run")).containsExactly("0");
    }

    @Test
    void aRollbackCanItselfBeRolledBack() {
        twoTables();
        source.execute("create table c (id int primary key)", "insert into c values (1), (2)");
        sync("one");

        restored(rollBack("back"));
        assertThat(target.value("select to_regclass('public.c') is null")).isEqualTo("true");

        Restored again = restored(rollBack("forth"));
        assertThat(again.restoredRun()).isEqualTo("back");
        assertThat(target.value("select who from a")).isEqualTo("source");
        assertThat(target.value("select count(*) from c")).isEqualTo("2");
        assertThat(target.column("select nspname from pg_namespace where nspname ~ '^dbsync_'"))
                .isEqualTo(again.previous());
    }

    @Test
    void aRepublishedRunIsAnsweredAgainWithoutBeingDoneTwice() {
        twoTables();
        sync("one");
        restored(rollBack("back"));
        target.execute("insert into databasesync.run values (true, 'back', 1, clock_timestamp())");

        assertThat(restored(rollBack("back")).restoredRun()).isEqualTo("one");
        assertThat(target.value("select who from a")).isEqualTo("target");
        assertThat(target.column("select sync_id from databasesync.run"))
                .as("what a process left that died after it had published")
                .isEmpty();
    }

    @Test
    void whatChangedAroundTheLiveTablesSinceStays() {
        twoTables();
        target.execute(
                "create function tell() returns trigger language plpgsql as 'begin return new; end'",
                "create trigger old_one after insert on a for each row execute function tell()",
                "create policy old_one on a using (true)",
                "grant select on a to public",
                "create view reader as select who from a");
        sync("one");
        target.execute(
                "drop trigger old_one on a",
                "drop policy old_one on a",
                "revoke select on a from public",
                "grant insert on a to public",
                "create policy new_one on a using (false)",
                "alter table a enable row level security",
                "create trigger new_one before update on a for each row execute function tell()",
                "create table outside (id int references b)",
                "insert into outside values (1)");

        assertThat(restored(rollBack("back")).warnings()).isEmpty();

        assertThat(target.column("select tgname from pg_trigger where tgrelid = 'a'::regclass and not tgisinternal"))
                .containsExactly("new_one");
        assertThat(target.column("select polname from pg_policy where polrelid = 'a'::regclass"))
                .containsExactly("new_one");
        assertThat(
                        target.column(
                                "select privilege_type from pg_class, aclexplode(relacl) where oid = 'a'::regclass and grantee = 0"))
                .containsExactly("INSERT");
        assertThat(target.value("select relrowsecurity from pg_class where oid = 'a'::regclass"))
                .isEqualTo("true");
        assertThat(target.value("select who from reader")).isEqualTo("target");
        assertThat(target.column("select convalidated from pg_constraint where confrelid = 'b'::regclass"))
                .containsExactly("true");
    }

    @Test
    void readersSeeAllOfTheRunOrAllOfWhatWasBefore() {
        twoTables();
        sync("one");
        try (Readers readers = new Readers(target, "select who from a", "select who from b").start()) {
            restored(rollBack("back"));
            restored(rollBack("forth"));
            restored(rollBack("back again"));
            assertThat(readers.answers()).isSubsetOf("source source", "target target");
        }
    }

    @Test
    void refusesWhereNoRunEverPublished() {
        twoTables();

        assertThat(refused(rollBack("back"), Reason.NothingToRollBack).getMessage())
                .contains("no run of these tables has kept", "safety.keepPrevious");
        assertThat(target.schemas()).doesNotContain("databasesync");
    }

    @Test
    void refusesWhatWasNotKept() {
        twoTables();
        assertThat(run(Operation.Sync, "one", ALL, 0, target.endpoint())).isInstanceOf(Synced.class);

        refused(rollBack("back"), Reason.NothingToRollBack);
        assertThat(target.value("select error from databasesync.sync_history where sync_id = 'back'"))
                .startsWith("NothingToRollBack");
    }

    @Test
    void keepsNothingIfItIsNotToKeepAnything() {
        twoTables();
        sync("one");

        assertThat(restored(run(Operation.Rollback, "back", ALL, 0, target.endpoint()))
                        .previous())
                .isEmpty();
        assertThat(target.column("select nspname from pg_namespace where nspname ~ '^dbsync_'"))
                .isEmpty();
        assertThat(target.column("select count(*) from databasesync.replaced_table"))
                .containsExactly("0");
    }

    @Test
    void refusesATableThatWasAlteredSince() {
        twoTables();
        sync("one");
        target.execute("alter table a add column later int");

        assertThat(refused(rollBack("back"), Reason.SchemaDrift).getMessage())
                .contains("public.a", "column later was added", "roll back again");
        assertThat(target.value("select who from a")).isEqualTo("source");
    }

    @Test
    void refusesATableThatWasAlteredBetweenTheCheckAndTheSwap() {
        twoTables();
        sync("one");

        SyncOutcome outcome = new SyncEngine()
                .run(
                        request(Operation.Rollback, "back", ALL, 1, target.endpoint()),
                        progress -> {
                            if (progress.phase() == Phase.Publishing) {
                                target.execute("create index if not exists later on a (who)");
                            }
                        },
                        new Cancellation());

        assertThat(refused(outcome, Reason.SchemaDrift).getMessage()).contains("index later was added");
        assertThat(target.value("select who from a")).isEqualTo("source");
        assertThat(target.column("select count(*) from databasesync.run")).containsExactly("0");
    }

    @Test
    void refusesATableThatWasReplacedByHandSince() {
        twoTables();
        sync("one");
        target.execute("alter table a rename to mine", "create table a (like mine including all)");

        assertThat(refused(rollBack("back"), Reason.NothingToRollBack).getMessage())
                .contains("public.a", "replaced, dropped or created again after run one");
    }

    @Test
    void refusesIfTheKeptTableIsGone() {
        twoTables();
        sync("one");
        target.execute("drop table " + kept("a"));

        assertThat(refused(rollBack("back"), Reason.NothingToRollBack).getMessage())
                .contains("public.a", "not kept any more");
    }

    @Test
    void refusesAPartOfARun() {
        twoTables();
        sync("one");

        assertThat(refused(run(Operation.Rollback, "back", "public.a", 1, target.endpoint()), Reason.InvalidSpec)
                        .getMessage())
                .contains("run one", "public.b");
    }

    @Test
    void refusesToTakeAwayATableThatOthersNeed() {
        twoTables();
        source.execute("create table c (id int primary key)");
        sync("one");
        target.execute("create view needs_c as select id from c", "create table child (id int references c)");

        assertThat(refused(rollBack("back"), Reason.DependentBlocks).getMessage())
                .contains("needs_c", "child");
    }

    @Test
    void refusesRowsThatWouldBreakAForeignKeyOfAnotherTable() {
        twoTables();
        source.execute("insert into b values (7, 'source')");
        sync("one");
        target.execute("create table outside (id int references b)", "insert into outside values (7)");

        assertThat(refused(rollBack("back"), Reason.ForeignKeyOutside).getMessage())
                .contains("1 rows of public.outside", "outside_id_fkey");
        assertThat(target.value("select count(*) from b")).isEqualTo("2");
    }

    @Test
    void refusesAProtectedTarget() {
        twoTables();
        sync("one");
        refused(run(Operation.Rollback, "back", ALL, 1, readOnly(target.endpoint())), Reason.EndpointReadOnly);
        target.execute("alter database %s set default_transaction_read_only = on".formatted(target.name()));
        refused(rollBack("back"), Reason.ReadOnlyTarget);
    }

    @Test
    void waitsForNoReaderLongerThanTheLockTimeoutAndLeavesAllAsItWas() throws Exception {
        twoTables();
        sync("one");
        try (var reader = target.connect();
                var statement = reader.createStatement()) {
            statement.execute("begin");
            statement.execute("select from a");

            refused(rollBack("back"), Reason.TargetLocked);
        }
        assertThat(target.value("select who from a")).isEqualTo("source");
    }

    @Test
    void needsNoSource() {
        twoTables();
        sync("one");
        source.execute("drop table a, b");

        restored(rollBack("back"));
    }

    private void twoTables() {
        for (TestDatabase database : List.of(source, target)) {
            database.execute(
                    "create table a (id serial primary key, who text)",
                    "create table b (id int primary key, who text)");
        }
        source.execute("insert into a (who) values ('source')", "insert into b values (1, 'source')");
        target.execute("insert into a (who) values ('target')", "insert into b values (1, 'target')");
    }

    private String kept(String table) {
        return target.value("select format('%%I.%%I', previous_schema, '%s') from databasesync.previous_generation"
                .formatted(table));
    }

    private static Restored restored(SyncOutcome outcome) {
        assertThat(outcome)
                .as(() -> outcome instanceof RolledBack(var _, var cause) ? cause.toString() : "")
                .isInstanceOf(Restored.class);
        return (Restored) outcome;
    }

    private static SyncException refused(SyncOutcome outcome, Reason reason) {
        assertThat(outcome).isInstanceOf(RolledBack.class);
        SyncException cause = ((RolledBack) outcome).cause();
        assertThat(cause.reason()).as(cause.getMessage()).isEqualTo(reason);
        return cause;
    }

    private void sync(String syncId) {
        assertThat(run(Operation.Sync, syncId, ALL, 1, target.endpoint())).isInstanceOf(Synced.class);
    }

    private SyncOutcome rollBack(String syncId) {
        return run(Operation.Rollback, syncId, ALL, 1, target.endpoint());
    }

    private SyncOutcome run(Operation operation, String syncId, String tables, int keep, DatabaseEndpoint to) {
        return new SyncEngine()
                .run(request(operation, syncId, tables, keep, to), ProgressSink.NONE, new Cancellation());
    }

    private SyncRequest request(Operation operation, String syncId, String tables, int keep, DatabaseEndpoint to) {
        return new SyncRequest(
                syncId,
                operation,
                Direction.RemoteToLocal,
                source.endpoint(),
                to,
                new TableSelection(
                        List.of(tables), List.of(), TableSelection.Missing.Create, TableSelection.Columns.Strict),
                SyncRequest.Method.DEFAULT,
                Parallelism.DEFAULT,
                new Safety(keep, Duration.ofMillis(500), 100),
                "a test");
    }
}
