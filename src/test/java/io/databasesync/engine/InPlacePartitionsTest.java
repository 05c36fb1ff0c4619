package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Comparison;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.YearsTree;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Partitioned tables and inheritance: what a selected table takes with it, and what it leaves alone.
class InPlacePartitionsTest {
    private static final String[] SNAPSHOT = {"begin isolation level repeatable read", "select 1"};

    // failure 10: a partitioned target
    @ParameterizedTest
    @EnumSource(Comparison.class)
    void fillsPartitionsOneByOneIfBothEndsHaveTheSame(Comparison verification) {
        Pair.NEWER_TO_OLDER
                .scenario()
                .mode(Mode.InPlace)
                .verification(verification)
                .both(YearsTree.create())
                .source(YearsTree.ROWS)
                .target("insert into m values (1, '2024-05-05', 'old')")
                .afterSync(target -> assertThat(
                                target.rows("select tableoid::regclass::text, count(*) from m group by 1 order by 1"))
                        .containsExactly(
                                TestDatabase.row("m_2024", 366L),
                                TestDatabase.row("m_2025_a", 168L),
                                TestDatabase.row("m_2025_rest", 167L)))
                .play();
    }

    @ParameterizedTest
    @EnumSource(Comparison.class)
    void sortsRowsIntoPartitionsWithOtherBounds(Comparison verification) {
        Pair.OLDER_TO_NEWER
                .scenario()
                .mode(Mode.InPlace)
                .verification(verification)
                .source(YearsTree.create())
                .source(YearsTree.ROWS)
                .target(
                        YearsTree.ROOT,
                        "create table m_old partition of m for values from (minvalue) to ('2025-06-01')",
                        "create table m_new partition of m for values from ('2025-06-01') to (maxvalue)",
                        "insert into m values (1, '2020-05-05', 'old')")
                .include("public.m")
                .play();
    }

    @Test
    void copiesAPlainTableIntoAPartitionedOneAndBack() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .mode(Mode.InPlace)
                .both("create table n (id int primary key)", "create table d (id int) partition by range (id)")
                .both("create table d_all partition of d default")
                .source(
                        "create table s (id int)",
                        "insert into s select generate_series(1, 10)",
                        "insert into d values (1), (2)")
                .target("create table s (id int) partition by range (id)", "create table s_all partition of s default")
                .play();
        Pair.NEWER_TO_OLDER
                .scenario()
                .source("create table s (id int) partition by range (id)", "create table s_all partition of s default")
                .source("insert into s values (1), (2)")
                .target("create table s (id int)", "insert into s values (9)")
                .play();
    }

    @Test
    void replacesOnePartitionAndLeavesTheOthersAlone() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .mode(Mode.InPlace)
                .both(YearsTree.create())
                .source(YearsTree.ROWS)
                .target("insert into m values (1, '2024-05-05', 'old'), (2, '2025-05-05', 'kept')")
                .include("public.m_2024")
                .afterSync(target ->
                        assertThat(target.column("select v from m_2025")).containsExactly("kept"))
                .play();
    }

    @Test
    void refusesToLeaveAPartitionOfASelectedTableOut() {
        assertThatSync(Pair.NEWER_TO_OLDER
                        .scenario()
                        .mode(Mode.InPlace)
                        .both(YearsTree.create())
                        .exclude("public.m_2024")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .naming("public.m_2024", "partition");
    }

    @Test
    void refusesATableThatIsAPartitionOfAnotherSelectedOneOnTheTargetOnly() {
        assertThatSync(Pair.NEWER_TO_OLDER
                        .scenario()
                        .mode(Mode.InPlace)
                        .source("create table m (id int)", "create table m_1 (id int)")
                        .target(
                                "create table m (id int) partition by range (id)",
                                "create table m_1 partition of m default")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("table public.m_1")
                .naming("public.m");
    }

    // failure 11: rows of inheriting tables are copied twice
    @Test
    void replacesOwnRowsOfParentAndChildEach() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .mode(Mode.InPlace)
                .both("create table parent (id int, v text)", "create table child (more int) inherits (parent)")
                .source("insert into parent values (1, 'new')", "insert into child values (2, 'new', 2), (3, 'new', 3)")
                .target("insert into parent values (7, 'old')", "insert into child values (8, 'old', 8)")
                .play();
    }

    @Test
    void leavesAChildThatIsNotSelectedAlone() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .mode(Mode.InPlace)
                .both("create table parent (id int, v text)", "create table child (more int) inherits (parent)")
                .source("insert into parent values (1, 'new')", "insert into child values (2, 'new', 2)")
                .target("insert into parent values (7, 'old')", "insert into child values (8, 'old', 8)")
                .include("public.parent")
                .afterSync(target -> assertThat(target.column("select v from parent order by id"))
                        .containsExactly("new", "old"))
                .play();
    }

    @Test
    void disablesTriggersOfPartitionsAndEnablesThemAsTheyWere() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .mode(Mode.InPlace)
                .both(YearsTree.create())
                .source(YearsTree.ROWS)
                .target(
                        "create table fired (what text)",
                        "create function fire() returns trigger language plpgsql as"
                                + " $$begin insert into public.fired values (tg_name); return new; end$$",
                        "create trigger every after insert on m for each row execute function fire()",
                        "alter table m_2024 disable trigger every",
                        "alter table m_2025_a enable always trigger every",
                        "create trigger of_leaf before insert on m_2025_a for each row execute function fire()")
                .include("public.m")
                .afterSync(target ->
                        assertThat(target.column("select what from fired")).isEmpty())
                .play();
    }

    @Test
    void followsForeignKeysToAndFromPartitionedTables() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .mode(Mode.InPlace)
                .both(
                        "create table p (id int primary key) partition by range (id)",
                        "create table p_1 partition of p default",
                        "create table c (p int references p, q int) partition by range (q)",
                        "create table c_1 partition of c default")
                .source("insert into p values (1), (2)", "insert into c values (1, 1), (2, 2)")
                .target(
                        "create table note (p int references p)",
                        "insert into p values (1)",
                        "insert into note values (1)")
                .include("public.p", "public.c")
                .play();
    }

    @Test
    void whoHasAnOldSnapshotFindsTheNewRowsOfEqualPartitions() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .mode(Mode.InPlace)
                .both(YearsTree.create())
                .source(YearsTree.ROWS)
                .target("insert into m values (1, '2024-05-05', 'old')")
                .during(
                        Phase.Validating,
                        (databases, _) -> databases.target().session("reader").execute(SNAPSHOT))
                .afterSync(target -> {
                    TestSession reader = target.session("reader");
                    assertThat(reader.value("select count(*) from m")).isEqualTo("701");
                    reader.execute("commit");
                })
                .play();
    }
}
