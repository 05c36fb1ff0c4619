package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Comparison;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Readers;
import io.databasesync.testing.postgres.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tables that cannot be swapped: their rows are replaced where they are, in one transaction, and everything around
/// the rows stays what it was.
class InPlaceTest {
    private static final String TABLE = "create table t (id int primary key, v text)";

    // failure 35: materialized views are stale or taken for tables
    @ParameterizedTest
    @EnumSource(Comparison.class)
    void replacesTheRowsOfATableUnderAMaterializedView(Comparison verification) {
        Pair.NEWER_TO_OLDER
                .scenario()
                .mode(Mode.InPlace)
                .verification(verification)
                .both(TABLE)
                .source("insert into t select i, 'new ' || i from generate_series(1, 1000) i")
                .target(
                        "insert into t values (1, 'old')",
                        "create materialized view m as select v from t",
                        "create index t_v on t (v)",
                        "create unique index t_v_once on t (v, id) include (v)",
                        "comment on index t_v is 'by v'",
                        "cluster t using t_v")
                .afterSync(
                        target -> assertThat(target.column("select v from m")).containsExactly("old"))
                .play();
    }

    @Test
    void keepsATableWhoseRowTypeIsUsed() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .both(TABLE)
                .source("insert into t values (7, 'new')")
                .target(
                        "insert into t values (1, 'old')",
                        "create function all_of_them() returns setof t language sql as 'select * from t'")
                .afterSync(target ->
                        assertThat(target.column("select v from all_of_them()")).containsExactly("new"))
                .play();
    }

    @Test
    void keepsTheTablesOfAPublicationForAllTablesInIt() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .both(TABLE)
                .source("insert into t values (7, 'new')")
                .target("insert into t values (1, 'old')", "create publication everything for all tables")
                .afterSync(target -> assertThat(
                                target.column("select tablename from pg_publication_tables where tablename = 't'"))
                        .containsExactly("t"))
                .play();
    }

    @Test
    void keepsForeignKeysInAllDirections() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .mode(Mode.InPlace)
                .both(
                        "create table kind (id int primary key)",
                        "create table p (id int primary key, kind int constraint of_kind references kind, up int constraint up references p)",
                        "create table c (p int constraint to_p references p on delete cascade deferrable)",
                        "create table note (p int constraint of_note references p)",
                        "insert into kind values (1), (2)")
                .source("insert into p values (2, 2, 1), (1, 1, 2)", "insert into c values (1), (2)")
                .target(
                        "insert into p values (1, 1, null)",
                        "insert into c values (1)",
                        "insert into note values (1), (null)",
                        "comment on constraint of_note on note is 'from outside'",
                        "alter table note add constraint unchecked foreign key (p) references p not valid")
                .include("public.p", "public.c")
                .play();
    }

    @Test
    void triggersDoNotFireAndAreEnabledAsTheyWere() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .mode(Mode.InPlace)
                .both(TABLE)
                .source("insert into t values (7, 'new')")
                .target(
                        "insert into t values (1, 'old')",
                        "create table fired (what text)",
                        "create function fire() returns trigger language plpgsql as"
                                + " $$begin insert into public.fired values (tg_name); return new; end$$",
                        "create trigger a_row before insert on t for each row execute function fire()",
                        "create trigger b_always after insert on t execute function fire()",
                        "alter table t enable always trigger b_always",
                        "create trigger c_replica after insert on t execute function fire()",
                        "alter table t enable replica trigger c_replica",
                        "create trigger d_disabled after insert on t execute function fire()",
                        "alter table t disable trigger d_disabled",
                        "create trigger e_truncate before truncate on t execute function fire()",
                        "create trigger f_update before update on t execute function fire()")
                .include("public.t")
                .afterSync(target ->
                        assertThat(target.column("select what from fired")).isEmpty())
                .play();
    }

    @Test
    void createsTablesThatTheTargetLacks() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .mode(Mode.InPlace)
                .source(
                        "create type mood as enum ('a', 'b')",
                        "create table p (id int generated always as identity primary key, m mood not null default 'a')",
                        "create table c (id serial primary key, p int references p, v text unique)",
                        "create index c_v on c (lower(v))",
                        "insert into p (m) values ('a'), ('b')",
                        "insert into c (p, v) values (1, 'x'), (2, 'y')",
                        TABLE)
                .target(TABLE, "insert into t values (1, 'old')")
                .play();
    }

    @Test
    void bringsSequencesToWhereTheSourcesStand() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .mode(Mode.InPlace)
                .both(
                        "create sequence shared",
                        "create table a (id serial primary key, n int default nextval('shared'))",
                        "create table b (id int generated by default as identity, n int default nextval('shared'))")
                .source(
                        "insert into a select from generate_series(1, 5)",
                        "insert into b select from generate_series(1, 3)")
                .target("insert into a select from generate_series(1, 50)", "select setval('shared', 1000)")
                .afterSync(target -> {
                    assertThat(target.value("select last_value from a_id_seq")).isEqualTo("5");
                    assertThat(target.value("select last_value from b_id_seq")).isEqualTo("3");
                    assertThat(target.value("select last_value from shared")).isEqualTo("8");
                })
                .play();
    }

    @Test
    void copiesUnloggedAndTypedTablesAndTablesWithoutColumns() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .both("create type thing as (id int, v text)")
                .source(
                        "create unlogged table u (id int)",
                        "create table typed (id int, v text)",
                        "create table none ()")
                .source(
                        "insert into u values (1)",
                        "insert into typed values (1, 'new')",
                        "insert into none default values")
                .target("create unlogged table u (id int)", "create table typed of thing (primary key (id))")
                .target("create table none ()", "insert into typed values (5, 'old')", "insert into u values (9)")
                .play();
    }

    /// Two of three tables: the transaction begins three times.
    @Test
    void goesOnAsTextWhenAServerRefusesTheBinaryFormat() {
        String[] tables = {
            "create type mood as enum ('calm', 'wild')",
            "create table a (id int primary key)",
            "create table b (m mood)",
            "create table c (a int references a, m mood)"
        };
        Pair.NEWER_TO_OLDER
                .scenario()
                .mode(Mode.InPlace)
                .both(tables)
                .source(
                        "insert into a select generate_series(1, 1000)",
                        "insert into b values ('calm'), (null)",
                        "insert into c values (1, 'wild'), (1000, null)")
                .target("insert into a values (7)", "insert into c values (7, 'calm')", "create index c_m on c (m)")
                .during(Phase.Copying, (databases, _) -> moodIsReceivedBy(databases.target(), "int2recv"))
                .during(Phase.Indexing, (databases, _) -> moodIsReceivedBy(databases.target(), "enum_recv"))
                .play();
    }

    private static void moodIsReceivedBy(TestDatabase target, String function) {
        target.execute("update pg_type set typreceive = '%s'::regproc where typname = 'mood'".formatted(function));
    }

    @Test
    void whoReadsMeanwhileWaitsAndSeesOldContentThenNewContent() {
        Readers readers = Readers.three("select count(*) from a", "select count(*) from b");
        Pair.OLDER_TO_NEWER
                .scenario()
                .mode(Mode.InPlace)
                .both("create table a (id int primary key, v text)", "create table b (id int primary key, v text)")
                .source("insert into a select i, repeat('new ', 50) from generate_series(1, 20000) i")
                .source("insert into b select i, repeat('new ', 50) from generate_series(1, 200) i")
                .target("insert into a select i, 'old' from generate_series(1, 100) i")
                .target("insert into b select i, 'old' from generate_series(1, 50) i")
                .during(Phase.Validating, (databases, _) -> readers.start(databases.target()))
                .during(Phase.Copying, (_, _) -> readers.copyBegins())
                .during(Phase.Indexing, (_, _) -> readers.copyEnds())
                .afterSync(_ -> {
                    readers.sawInOrder("100 50", "20000 200");
                    assertThat(readers.longestWait())
                            .as("readers wait while rows are copied")
                            .isGreaterThan(readers.copyTime().dividedBy(2));
                })
                .play();
    }
}
