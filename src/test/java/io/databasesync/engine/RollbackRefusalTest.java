package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static io.databasesync.testing.postgres.Endpoints.readOnly;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.testing.engine.TwoTables;
import io.databasesync.testing.postgres.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What cannot be undone, and that nothing changes then.
class RollbackRefusalTest {
    private final TwoTables tables = new TwoTables();
    private final TestDatabase source = tables.source();
    private final TestDatabase target = tables.target();

    @AfterEach
    void drop() {
        tables.close();
    }

    @Test
    void refusesWhereNoRunEverPublished() {
        tables.create();

        assertThatSync(TwoTables.refused(tables.rollBack("back"), Reason.NothingToRollBack))
                .about("the selected tables")
                .advising("safety.keepPrevious");
        assertThat(target.schemas()).doesNotContain("databasesync");
    }

    @Test
    void refusesWhatWasNotKept() {
        tables.create();
        assertThat(tables.run(Operation.Sync, "one", TwoTables.ALL, 0, target.endpoint()))
                .isInstanceOf(Synced.class);

        TwoTables.refused(tables.rollBack("back"), Reason.NothingToRollBack);
        assertThat(target.value("select error from databasesync.run where run_id = 'back'"))
                .startsWith("NothingToRollBack");
    }

    @ParameterizedTest
    @CsvSource({
        "alter table a add column later int, column later was added",
        "alter table a replica identity full, replica identity was altered",
        "alter table a set (fillfactor = 50), storage parameter list was altered",
        "comment on table a is 'later', comment was altered",
        "alter table a set unlogged, persistence was altered"
    })
    void refusesATableThatWasAlteredSince(String change, String said) {
        tables.create();
        tables.sync("one");
        target.execute(change);

        assertThatSync(TwoTables.refused(tables.rollBack("back"), Reason.SchemaDrift))
                .about("table public.a")
                .naming("public.a: " + said);
        assertThat(target.value("select who from a")).isEqualTo("source");
    }

    @Test
    void refusesATableThatWasAlteredBetweenTheCheckAndTheSwap() {
        tables.create();
        tables.sync("one");

        SyncOutcome outcome = new SyncEngine()
                .run(
                        tables.request(Operation.Rollback, "back", TwoTables.ALL, 1, target.endpoint()),
                        progress -> {
                            if (progress.phase() == Phase.Publishing) {
                                target.execute("create index if not exists later on a (who)");
                            }
                        },
                        new Cancellation());

        assertThatSync(TwoTables.refused(outcome, Reason.SchemaDrift)).naming("index later was added");
        assertThat(target.value("select who from a")).isEqualTo("source");
        assertThat(target.column("select count(*) from databasesync.lease")).containsExactly("0");
    }

    @Test
    void refusesATableThatWasReplacedByHandSince() {
        tables.create();
        tables.sync("one");
        target.execute("alter table a rename to mine", "create table a (like mine including all)");

        assertThatSync(TwoTables.refused(tables.rollBack("back"), Reason.NothingToRollBack))
                .about("table public.a")
                .naming("run one");
    }

    @Test
    void refusesIfTheKeptTableIsGone() {
        tables.create();
        tables.sync("one");
        target.execute("drop table " + tables.kept("a"));

        assertThatSync(TwoTables.refused(tables.rollBack("back"), Reason.NothingToRollBack))
                .about("table public.a");
    }

    @Test
    void refusesAPartOfARun() {
        tables.create();
        tables.sync("one");

        assertThatSync(TwoTables.refused(
                        tables.run(Operation.Rollback, "back", "public.a", 1, target.endpoint()), Reason.InvalidSpec))
                .about("run one")
                .advising("public.b");
    }

    @Test
    void refusesToTakeAwayATableThatOthersNeed() {
        tables.create();
        source.execute("create table c (id int primary key)");
        tables.sync("one");
        target.execute("create view needs_c as select id from c", "create table child (id int references c)");

        assertThatSync(TwoTables.refused(tables.rollBack("back"), Reason.DependentBlocks))
                .naming("needs_c", "child");
    }

    @Test
    void refusesRowsThatWouldBreakAForeignKeyOfAnotherTable() {
        tables.create();
        source.execute("insert into b values (7, 'source')");
        tables.sync("one");
        target.execute("create table outside (id int references b)", "insert into outside values (7)");

        assertThatSync(TwoTables.refused(tables.rollBack("back"), Reason.ForeignKeyOutside))
                .about("foreign key outside_id_fkey of public.outside")
                .naming("1 rows");
        assertThat(target.value("select count(*) from b")).isEqualTo("2");
    }

    @Test
    void refusesAProtectedTarget() {
        tables.create();
        tables.sync("one");
        TwoTables.refused(
                tables.run(Operation.Rollback, "back", TwoTables.ALL, 1, readOnly(target.endpoint())),
                Reason.EndpointReadOnly);
        target.execute("alter database %s set default_transaction_read_only = on".formatted(target.name()));
        TwoTables.refused(tables.rollBack("back"), Reason.ReadOnlyTarget);
    }

    @Test
    void waitsForNoReaderLongerThanTheLockTimeoutAndLeavesAllAsItWas() throws Exception {
        tables.create();
        tables.sync("one");
        try (var reader = target.connect();
                var statement = reader.createStatement()) {
            statement.execute("begin");
            statement.execute("select from a");

            TwoTables.refused(tables.rollBack("back"), Reason.TargetLocked);
        }
        assertThat(target.value("select who from a")).isEqualTo("source");
    }
}
