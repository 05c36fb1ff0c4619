package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Cases;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Types that a table to be created needs, and that no `CREATE TYPE` of a run makes.
class SyncNeededTypesTest {
    private static final String ADDR = "create table addr (street text, zip text)";

    // case column-of-a-row-type
    // failure 56: types that a new table needs
    @Test
    void rowsOfATableThatIsToBeCreatedAreRefused() {
        assertThatSync(Cases.of(Pair.OLDER_TO_NEWER, "column-of-a-row-type")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("table public.person")
                .naming("its column home contains rows of public.addr, which the target lacks")
                .advising("sync public.addr alone first");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table person (id int primary key, home addr[])",
                "create domain d as addr check (value is not null); create table person (id int primary key, home d)",
                "create type c as (a addr); create table person (id int primary key, home c)"
            })
    void arraysDomainsAndCompositeTypesOfRowsAreRefusedToo(String person) {
        assertThatSync(Pair.OLDER_TO_NEWER
                        .scenario()
                        .source(ADDR)
                        .source(person.split("; "))
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .naming("its column home contains rows of public.addr");
    }

    // The new table keeps the row type of the table that is there, which is therefore filled.
    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"Auto", "InPlace"})
    void aTableStaysIfTheSameRunCreatesOneWithItsRows(Mode mode) {
        replaced()
                .mode(mode)
                .once((source, target) -> assertThat(target.value(
                                "select (home).zip || (old[1]).street || (select street from addr) from person"))
                        .isEqualTo("bcnew"));
    }

    @Test
    void aSwapThatWasAskedForIsRefusedThen() {
        assertThatSync(replaced().mode(Mode.Swap).failsIn(Phase.Validating, Reason.DependentBlocks))
                .about("table public.addr")
                .naming("column home of public.person, which the run creates, contains rows of table public.addr");
    }

    private static Scenario replaced() {
        return Pair.OLDER_TO_NEWER
                .scenario()
                .both(ADDR)
                .target("insert into addr values ('old', '0')")
                .source(
                        "insert into addr values ('new', '1')",
                        "create table person (id int primary key, home addr, old addr[])",
                        "insert into person values (1, row('a','b'), array[row('c','d')::addr])");
    }

    @Test
    void rowsOfATableThatIsThereAlreadyAreCopied() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .both(ADDR)
                .source(
                        "create table person (id int primary key, home addr, old addr[])",
                        "insert into person values (1, row('a','b'), array[row('c','d')::addr])")
                .include("public.person")
                .once((source, target) -> assertThat(target.value("select (home).zip || (old[1]).street from person"))
                        .isEqualTo("bc"));
    }

    @Test
    void aBaseTypeIsRefusedByName() {
        assertThatSync(Pair.OLDER_TO_NEWER
                        .scenario()
                        .source(
                                "create type own",
                                "create function own_in(cstring) returns own language internal immutable strict as 'int4in'",
                                "create function own_out(own) returns cstring language internal immutable strict as 'int4out'",
                                "create type own (input = own_in, output = own_out, internallength = 4, passedbyvalue, alignment = int4)",
                                "create table t (id int primary key, v own)",
                                "create table a (id int primary key, v own[])",
                                "create table without (id int primary key)")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("type public.own")
                .naming("the target lacks type public.own")
                .naming("exclude the tables that use it: public.a, public.t");
    }

    @Test
    void aMultirangeComesWithItsRange() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .source(
                        "create type span as range (subtype = float8, multirange_type_name = spans)",
                        "create table t (id int primary key, v spans)",
                        "insert into t values (1, '{[1,2), [5,6)}')")
                .play();
    }

    // a sequence that is left from SERIAL has the name that an identity would get
    @Test
    void anIdentityColumnMayOwnAnotherSequence() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .source(
                        "create table t (id serial primary key, v text)",
                        "alter table t alter id drop default",
                        "alter table t alter id add generated by default as identity",
                        "insert into t (v) values ('new')")
                .once((source, target) -> {
                    target.execute("insert into t (v) values ('next')");
                    assertThat(target.column("select id from t order by id")).containsExactly("1", "2");
                    assertThat(
                                    target.column(
                                            "select relname from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace order by relname"))
                            .containsExactly("t_id_seq", "t_id_seq1");
                });
    }
}
