package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;

import io.databasesync.sync.Mode;
import io.databasesync.sync.Password;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Cases;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestDatabase;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Checks whose functions read tables of the same run see the new rows of these tables, never the old ones.
class SyncLateChecksTest {
    private static final String LOOKUP = "create table lookup (code text primary key)";
    private static final String OK_CODE = "create function ok_code(c text) returns boolean language plpgsql stable as"
            + " $$begin return exists(select 1 from public.lookup where code = c); end$$";
    private static final String ITEM =
            "create table item (id int primary key, code text, constraint item_code check (ok_code(code)))";
    private static final String NEW_ROWS = "insert into lookup values ('b'), ('c');"
            + " insert into item select g, (array['b', 'c'])[1 + g % 2] from generate_series(1, 300) g";
    private static final String OLD_ROWS = "insert into lookup values ('a'); insert into item values (1, 'a')";

    // case check-reads-another-selected-table
    // failure 53: checks that read other tables
    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"Swap", "InPlace"})
    void aCheckReadsTheNewRowsOfAnotherTable(Mode mode) {
        Cases.of(Pair.OLDER_TO_NEWER, "check-reads-another-selected-table")
                .mode(mode)
                .play();
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"Swap", "InPlace"})
    void aCheckOfANewTableDoesSoToo(Mode mode) {
        Pair.OLDER_TO_NEWER
                .scenario()
                .mode(mode)
                .both(LOOKUP, OK_CODE)
                .source(ITEM, NEW_ROWS)
                .target("insert into lookup values ('a')")
                .play();
    }

    // A row-type function makes each of the two tables stay.
    @ParameterizedTest
    @ValueSource(strings = {"item", "lookup"})
    void aCheckOfATableThatIsFilledDoesSoToo(String filled) {
        tables().both("create function of_row(t " + filled + ") returns int language sql as 'select 1'")
                .play();
    }

    @Test
    void bothTablesAreFilledInAnyOrder() {
        tables().both(
                        "create function of_row(t item) returns int language sql as 'select 1'",
                        "create function of_other(t lookup) returns int language sql as 'select 1'")
                .play();
    }

    @Test
    void theTablesOfAViewAndOfOtherFunctionsCountToo() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .both(
                        LOOKUP,
                        "create view codes as select upper(code) as code from lookup",
                        "create function inner_code(c text) returns boolean language sql stable as"
                                + " 'select exists(select 1 from codes where code = upper(c))'",
                        "create function ok_code(c text) returns boolean language plpgsql stable as"
                                + " $$begin return inner_code(c); end$$",
                        ITEM)
                .source(NEW_ROWS)
                .target(OLD_ROWS)
                .play();
    }

    @Test
    void aFunctionWithASqlBodyCounts() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .both(
                        LOOKUP,
                        "create function ok_code(c text) returns boolean language sql stable"
                                + " return exists(select 1 from public.lookup where code = c)",
                        ITEM)
                .source(NEW_ROWS)
                .target(OLD_ROWS)
                .warns("constraint item_code of public.item reads tables of this run: readers wait about .* while it is"
                        + " checked")
                .play();
    }

    @Test
    void aCheckMayReadItsOwnTable() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .both(
                        "create table lookup (id int primary key, grp int)",
                        "create function few(g int) returns boolean language plpgsql as"
                                + " $$begin return (select count(*) from lookup where grp = g) < 4; end$$",
                        "alter table lookup add constraint few check (few(grp))")
                .source("insert into lookup select g, g / 3 from generate_series(1, 90) g")
                .target("insert into lookup select g, g / 3 from generate_series(1, 80) g")
                .play();
    }

    @Test
    void checksOfAPartitionTreeComeLateToo() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .both(
                        LOOKUP,
                        OK_CODE,
                        "create table item (id int primary key, code text, constraint item_code check (ok_code(code)))"
                                + " partition by range (id)",
                        "create table item_1 partition of item for values from (0) to (100)",
                        "create table item_2 partition of item for values from (100) to (1000)")
                .source(NEW_ROWS)
                .target(OLD_ROWS)
                .play();
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"Swap", "InPlace"})
    void rowsThatDoNotSatisfyTheCheckArePublishedNowhere(Mode mode) {
        Phase phase = mode == Mode.Swap ? Phase.Publishing : Phase.Verifying;
        assertThatSync(tables().mode(mode)
                        .source("delete from lookup where code = 'c'")
                        .failsIn(Set.of(phase, Phase.Indexing), Reason.IndexFailed))
                .naming("item_code")
                .advising("correct the rows of the source");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create domain code as text check (ok_code(value)); create table item (id int primary key, code code)",
                "create table item (id int primary key, code text, ok boolean generated always as (ok_code(code)) stored)",
                "create table item (id int primary key, code text); create index item_ok on item (ok_code(code))"
            })
    void whatCannotComeLateIsRefused(String item) {
        assertThatSync(Pair.OLDER_TO_NEWER
                        .scenario()
                        .both(LOOKUP, OK_CODE.replace("stable", "immutable"))
                        .both(item.split("; "))
                        .source("insert into lookup values ('a')")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("table public.item")
                .naming("calls function public.ok_code(text), which reads table public.lookup")
                .advising("sync public.lookup alone first");
    }

    @Test
    void aWordThatHappensToBeTheNameOfATableRefusesNothing() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .both(
                        LOOKUP,
                        "create function shown(lookup text) returns boolean language plpgsql immutable as"
                                + " $$begin return 'x' is distinct from lookup; end$$",
                        "create domain code as text check (shown(value))",
                        "create table item (id int primary key, code code)")
                .source(NEW_ROWS)
                .play();
    }

    @Test
    void theCheckOfATableThatTheRoleDoesNotOwnIsRefusedInPlace() {
        String role = TestDatabase.roleName();
        assertThatSync(tables().mode(Mode.InPlace)
                        .target(target -> {
                            target.createRole(role);
                            target.execute(
                                    "grant all on all tables in schema public to " + role,
                                    "grant create on database %s to %s".formatted(target.name(), role));
                        })
                        .targetEndpoint(
                                endpoint -> endpoint.with(e -> e.user(role).password(new Password("role's own"))))
                        .failsIn(Phase.Validating, Reason.PrivilegeMissing))
                .about("table public.item")
                .naming("constraint item_code of table public.item reads tables that the same run replaces");
    }

    private static Scenario tables() {
        return Pair.OLDER_TO_NEWER
                .scenario()
                .both(LOOKUP, OK_CODE, ITEM)
                .source(NEW_ROWS)
                .target(OLD_ROWS);
    }
}
