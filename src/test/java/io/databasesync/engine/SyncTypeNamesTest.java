package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Cases;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each table has a row type and an array type, whose names it takes along.
class SyncTypeNamesTest {
    private static final String LONG = "p".repeat(62);

    // failure 51: types that have the name of a table
    @ParameterizedTest
    @EnumSource
    void aTableMayHaveTheNameOfAnArrayType(Pair servers) {
        Cases.of(servers, "underscore-table").playTwice();
        Cases.of(servers, "underscore-table").mode(Mode.InPlace).play();
    }

    @ParameterizedTest
    @EnumSource
    void aTableThatIsNotSelectedMayHaveTheNameOfAnArrayType(Pair servers) {
        both(servers, "create table post (id int)", "insert into post values (1)")
                .target("create table _post (id int)", "insert into _post values (9)")
                .playTwice();
        servers.scenario()
                .source("create table post (id int)", "create table \"_POST\" (id int)")
                .target("create table _post (id int)", "insert into _post values (9)")
                .play();
    }

    @ParameterizedTest
    @EnumSource
    void aNewTableMayHaveTheNameOfTheArrayTypeOfOneThatStays(Pair servers) {
        both(servers, "create table post (id int)", "insert into post values (1)")
                .source("create table _post (id int)", "create table __post (id int)", "create table ___post (id int)")
                .include("public._*")
                .play();
    }

    @ParameterizedTest
    @EnumSource(names = {"NEWER_TO_OLDER", "OLDER_TO_NEWER"})
    void aTypeMayHaveTheNameOfAnArrayType(Pair servers) {
        servers.scenario()
                .together(
                        besides("create type _post as enum ('a')"),
                        besides("create domain _post as int"),
                        besides("create type _post as (a int)"),
                        besides("create type _post as range (subtype = int)"),
                        besides("create type r as range (subtype = int, multirange_type_name = _post)"),
                        besides(
                                "create type _post as enum ('a')",
                                "create table __post (id int)",
                                "create table _post_1 (id int)"))
                .play();
    }

    private static UnaryOperator<Scenario> besides(String... objects) {
        return scenario -> scenario.source("create table post (id int)", "insert into post values (1)")
                .target(objects);
    }

    @Test
    void aTypeThatTheRunMakesMayHaveTheNameOfAnArrayType() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .source("create type _post as enum ('a')", "create table post (id int, p _post, ps _post[])")
                .source("insert into post values (1, 'a', '{a,a}')")
                .play();
    }

    @Test
    void namesOfArrayTypesAreCutLikeAllNames() {
        both(Pair.OLDER_TO_NEWER, "create table %1$sa (id int); create table %1$sb (id int)".formatted(LONG))
                .source("create table %1$sc (id int); insert into %1$sa values (1)".formatted(LONG))
                .include("public.*a", "public.*c")
                .play();
        both(Pair.NEWER_TO_OLDER, "create table %1$sa (id int); create table %1$sb (id int)".formatted(LONG))
                .include("public.*b")
                .play();
    }

    @Test
    void aTableThatSomebodyMakesDuringTheRunMayHaveTheNameOfAnArrayType() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .source("create table post (id int)", "insert into post values (1)")
                .target("create table other (id int)")
                .during(
                        Phase.Verifying,
                        (both, _) -> both.target().execute("create table if not exists _post (id int)"))
                .once((_, target) ->
                        assertThat(target.value("select count(*) from post")).isEqualTo("1"));
    }

    @Test
    void aRollbackMayMeetATypeWithTheNameOfAnArrayType() {
        both(Pair.OLDER_TO_NEWER, "create table post (id int)", "insert into post values (1)")
                .source("insert into post values (2)")
                .afterSync(target -> target.execute("create type _post as enum ('x')"))
                .afterRollback(target -> target.execute("drop type _post"))
                .playTwice();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void aTypeWithTheNameOfANewTableIsRefusedBeforeTheFirstWrite(Mode mode) {
        assertThatSync(Cases.of(Pair.OLDER_TO_NEWER, "type-has-the-name-of-a-table")
                        .mode(mode)
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("table public.status")
                .withFix("ALTER TYPE public.status RENAME TO status_old");
        Cases.of(Pair.OLDER_TO_NEWER, "type-has-the-name-of-a-table").mends(Reason.UnsupportedTable);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create domain status as int",
                "create type status as (a int)",
                "create type status as range (subtype = int)",
                "create type r as range (subtype = int, multirange_type_name = status)"
            })
    void anyTypeWithTheNameOfANewTableIsRefused(String type) {
        assertThatSync(Pair.NEWER_TO_OLDER
                        .scenario()
                        .source("create table status (id int)")
                        .target(type)
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("table public.status");
    }

    private static Scenario both(Pair servers, String... sql) {
        return servers.scenario().both(sql);
    }
}
