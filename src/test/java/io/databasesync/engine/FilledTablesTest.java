package io.databasesync.engine;

import static io.databasesync.testing.postgres.Endpoints.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Comparison;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Readers;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Tables that cannot be swapped are staged and verified like the others. The transaction that swaps the others empties
/// them and fills them from the stage. A rollback brings their rows back.
class FilledTablesTest {
    private static final String TABLE = "create table t (id int primary key, v text)";
    private static final String ROW_TYPE_FUNCTION =
            "create function all_of_t() returns setof t language sql as 'select * from t'";

    @ParameterizedTest
    @EnumSource(Comparison.class)
    void aTableWhoseRowTypeAFunctionReturns(Comparison verification) {
        Pair.NEWER_TO_OLDER
                .scenario()
                .verification(verification)
                .both(TABLE, "create table moved (id int primary key)")
                .source("insert into t select i, 'new ' || i from generate_series(1, 1000) i")
                .source("insert into moved values (1), (2)")
                .target(
                        "insert into t values (1, 'old')",
                        ROW_TYPE_FUNCTION,
                        "create index t_v on t (v)",
                        "create unique index t_v_once on t (v, id)",
                        "comment on index t_v is 'by v'",
                        "cluster t using t_v",
                        "alter table t replica identity using index t_pkey")
                .afterSync(target -> assertThat(target.column("select count(*) from all_of_t()"))
                        .containsExactly("1000"))
                .play();
    }

    @Test
    void aTableWhoseRowTypeIsAColumnOfAnother() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .both(
                        "create table address (id int primary key, street text)",
                        "create table person (id int primary key, home address)")
                .source("insert into address values (1, 'new')", "insert into person values (1, row(7, 'new'))")
                .target("insert into address values (1, 'old')", "insert into person values (1, row(1, 'old'))")
                .play();
    }

    @Test
    void aTableOfAnotherOwnerBesideOwnOnes() {
        String owner = TestDatabase.roleName();
        String role = TestDatabase.roleName();
        Pair.OLDER_TO_NEWER
                .scenario()
                .both(
                        "create table theirs (id serial primary key, v text)",
                        "create table ours (id int primary key, t int constraint to_theirs references theirs)",
                        "create index theirs_v on theirs (v)")
                .source(
                        "insert into theirs (v) select 'new ' || i from generate_series(1, 50) i",
                        "insert into ours select i, i from generate_series(1, 50) i")
                .target(target -> {
                    target.createRole(owner);
                    target.createRole(role);
                    target.execute(
                            "insert into theirs (v) values ('old')",
                            "insert into ours values (1, 1)",
                            "alter table ours owner to " + role,
                            "alter table theirs owner to " + owner,
                            "grant select, insert, truncate, references on theirs to " + role,
                            "grant select, update on sequence theirs_id_seq to " + role,
                            "grant create on database %s to %s".formatted(target.name(), role),
                            "grant usage, create on schema public to " + role);
                })
                .include("public.ours", "public.theirs")
                .targetEndpoint(target -> as(role, target))
                .play();
    }

    @Test
    void columnsThatNameTablesNameTheNewOnes() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .both(
                        "create table moved (id int primary key)",
                        "create table names (id int primary key, t regclass, many regtype[], check (t <> 0::regclass))")
                .source("insert into names values (1, 'moved', '{moved,int}'), (2, null, null)")
                .target("insert into names values (1, 'names', '{names}')")
                .afterSync(target -> assertThat(target.column("select concat(t, ' ', many) from names where id = 1"))
                        .containsExactly("moved {moved,integer}"))
                .play();
    }

    @Test
    void anIdentityThatAnotherTableUses() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .both("create table t (id int generated always as identity primary key, v text)")
                .source("insert into t (v) select 'new' from generate_series(1, 500)")
                .target("insert into t (v) values ('old')", "create table other (id int default nextval('t_id_seq'))")
                .include("public.t")
                .play();
    }

    @Test
    void foreignKeysInAllDirections() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .both(
                        "create table kind (id int primary key)",
                        "create table p (id int primary key, kind int constraint of_kind references kind, up int constraint up references p)",
                        "create table q (id int primary key, p int constraint of_p references p)",
                        "create table c (p int constraint to_p references p on delete cascade deferrable, q int constraint to_q references q)",
                        "create table moved (id int primary key, p int constraint moved_to_p references p)",
                        "alter table p add column moved int constraint p_to_moved references moved deferrable",
                        "create table note (p int constraint of_note references p)",
                        "insert into kind values (1), (2)")
                .source(
                        "insert into p values (2, 2, 1), (1, 1, 2)",
                        "insert into q values (1, 2)",
                        "insert into c values (1, 1), (2, 1)",
                        "insert into moved values (7, 1)",
                        "update p set moved = 7 where id = 2")
                .target(
                        "insert into p values (1, 1, null)",
                        "insert into c values (1)",
                        "insert into note values (1), (null)",
                        "comment on constraint of_note on note is 'from outside'",
                        "alter table note add constraint unchecked foreign key (p) references p not valid",
                        "create function of_p(p) returns int language sql as 'select 1'",
                        "create function of_q(q) returns int language sql as 'select 1'")
                .include("public.p", "public.q", "public.c", "public.moved")
                .play();
    }

    @Test
    void rowsThatWouldBreakAForeignKeyFromOutsideAreRefusedBeforeTheyArePublished() {
        assertThat(Pair.NEWER_TO_OLDER
                        .scenario()
                        .both(TABLE, "create table note (t int references t)")
                        .target(ROW_TYPE_FUNCTION, "insert into t values (9, 'old')", "insert into note values (9)")
                        .source("insert into t values (1, 'new')")
                        .include("public.t")
                        .failsIn(Phase.Validating, Reason.ForeignKeyOutside))
                .hasMessageContaining("public.note");
    }

    @Test
    void triggersDoNotFireAndGeneratedColumnsAreComputedByTheTarget() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .both("create table t (id int primary key, v text, l int generated always as (length(v)) stored)")
                .source("insert into t (id, v) values (7, 'new')")
                .target(
                        "insert into t (id, v) values (1, 'older')",
                        ROW_TYPE_FUNCTION,
                        "create table fired (what text)",
                        "create function fire() returns trigger language plpgsql as"
                                + " $$begin insert into public.fired values (tg_name); return new; end$$",
                        "create trigger a_row before insert on t for each row execute function fire()",
                        "create trigger b_always after insert on t execute function fire()",
                        "alter table t enable always trigger b_always",
                        "create trigger d_disabled after insert on t execute function fire()",
                        "alter table t disable trigger d_disabled",
                        "create trigger e_truncate before truncate on t execute function fire()",
                        "create rule elsewhere as on insert to t where new.id = 7 do instead nothing")
                .include("public.t")
                .afterSync(target ->
                        assertThat(target.column("select what from fired")).isEmpty())
                .play();
    }

    @Test
    void aPublicationForAllTablesPublishesNoStageAndSubscribersGetTheRows() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .both(TABLE)
                .source("insert into t values (7, 'new')", "create table made (id int primary key, t int references t)")
                .source("insert into made values (1, 7)")
                .target(
                        "insert into t values (1, 'old')",
                        "create publication everything for all tables",
                        "select pg_create_logical_replication_slot('of_' || current_database(), 'test_decoding')")
                .afterSync(target -> {
                    List<String> changes = target.column(
                            "select data from pg_logical_slot_get_changes('of_' || current_database(), null, null)");
                    assertThat(changes).noneMatch(c -> c.contains("dbsync_"));
                    assertThat(changes).anyMatch(c -> c.matches("table public.t: INSERT: id\\[integer]:7 .*"));
                })
                .once((_, target) -> target.execute("select pg_drop_replication_slot('of_' || current_database())"));
    }

    @Test
    void aPublicationForAllTablesDoesNotPreventARollback() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .both(TABLE)
                .source("insert into t values (7, 'new')", "create table made (id int primary key)")
                .target("insert into t values (1, 'old')", "create publication everything for all tables")
                .play();
    }

    @Test
    void newTablesThatReferToEachOtherAreFilledToo() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .both(TABLE)
                .source(
                        "insert into t values (7, 'new')",
                        "create table parent (id int primary key)",
                        "create table child (id int primary key, parent int references parent)",
                        "insert into parent values (1)",
                        "insert into child values (1, 1)")
                .target("insert into t values (1, 'old')", "create publication everything for all tables")
                .play();
    }

    @Test
    void newTablesThatReferToOrAreNewPartitionTreesAreFilledToo() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .both(TABLE)
                .source(
                        "create table parent (id int primary key) partition by range (id)",
                        "create table parent_1 partition of parent for values from (0) to (2)",
                        "create table parent_2 partition of parent for values from (2) to (9) partition by list (id)",
                        "create table parent_2_a partition of parent_2 default",
                        "create table child (id int references parent) partition by hash (id)",
                        "create table child_1 partition of child for values with (modulus 1, remainder 0)",
                        "insert into parent values (1), (2)",
                        "insert into child values (1), (2), (null)",
                        "create table note (id int references parent)",
                        "insert into note values (1), (2)")
                .target("create publication everything for all tables")
                .play();
    }

    @Test
    void readersOfSwappedAndOfFilledTablesSeeOldContentThenNewContent() {
        Readers readers = Readers.three("select count(*) from moved", "select count(*) from t");
        scenario()
                .during(Phase.Validating, (databases, _) -> readers.start(databases.target()))
                .whileCopying((_, _) -> readers.awaitMore(5))
                .afterSync(_ -> readers.sawInOrder("50 100", "20000 20000"))
                .play();
    }

    private static Scenario scenario() {
        return Pair.OLDER_TO_NEWER
                .scenario()
                .both(TABLE, "create table moved (id int primary key)")
                .source(
                        "insert into t select i, repeat('new ', 50) from generate_series(1, 20000) i",
                        "insert into moved select generate_series(1, 20000)")
                .target(
                        "insert into t select i, 'old' from generate_series(1, 100) i",
                        "insert into moved select generate_series(1, 50)",
                        ROW_TYPE_FUNCTION);
    }

    @Test
    void aFailureWhileATableIsFilledLeavesTheTargetAsItWas() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .both(TABLE, "create table moved (id int primary key)")
                .source("insert into t values (1, 'one'), (2, 'two')", "insert into moved values (1)")
                .target(
                        ROW_TYPE_FUNCTION,
                        "insert into t values (1, 'old')",
                        "create function small(t) returns boolean language sql immutable as 'select $1.id < 2'",
                        "alter table t add constraint small check (small(t.*))")
                .failsIn(Phase.Publishing, Reason.CopyFailed);
    }
}
