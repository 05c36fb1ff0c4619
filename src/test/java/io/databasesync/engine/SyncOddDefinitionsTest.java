package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Comparison;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Pair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Definitions that mean something else, or nothing, on another server: they are refused before the first write, or
/// keep their meaning.
class SyncOddDefinitionsTest {
    private static final String[] OWN_OID = {
        "create table g (a int primary key, b bool generated always as (tableoid = 'g'::regclass) stored,"
                + " c text default 'g'::regclass::text, check (tableoid <> 'int4'::regtype::oid))",
        "insert into g values (1), (2)"
    };

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            create table t (a int, b bool generated always as (tableoid = 't'::regclass) stored)                  | relation "public.t" does not exist
            create table o (); create table t (a oid default 'o'::regclass)                                       | relation "public.o" does not exist
            create table o (); create table t (a oid check (a <> 'o'::regclass))                                  | relation "public.o" does not exist
            create table o (); create table t (a oid); create index i on t (a) where a <> 'o'::regclass           | relation "public.o" does not exist
            create table o (); create table t (a oid); create index i on t ((a <> 'o'::regclass))                 | relation "public.o" does not exist
            create schema s; create table t (a oid default 's'::regnamespace)                                     | schema "s" does not exist
            create type e as enum ('x'); create table t (a text check (a::e = 'x'))                               | type "public.e" does not exist
            create type e as enum ('x'); create table t (a oid default 'e'::regtype)                              | type "public.e" does not exist
            create cast (int8 as timestamptz) without function; create table t (a int8, b timestamptz default 5::int8::timestamptz) | cannot cast type bigint
            create cast (int8 as timestamptz) without function; create table t (a int8, check (a::timestamptz > 'epoch'))          | cannot cast type bigint
            create cast (int8 as timestamptz) without function; create table t (a int8); create index i on t ((a::timestamptz))    | cannot cast type bigint
            create cast (int8 as timestamptz) without function; create table t (a int8) partition by list ((a::timestamptz))       | cannot cast type bigint
            """)
    void refusesToCreateATableOfWhichTheTargetCannotResolveAPart(String tables, String found) {
        for (Mode mode : new Mode[] {Mode.Auto, Mode.InPlace}) {
            assertThatSync(Pair.OLDER_TO_NEWER
                            .scenario()
                            .mode(mode)
                            .include("public.t")
                            .source(tables.split(";"))
                            .failsIn(Phase.Validating, Reason.UnsupportedTable))
                    .about("table public.t")
                    .naming(found);
        }
    }

    @Test
    void refusesATableThatNamesItselfInASchemaThatTheRunWouldMake() {
        assertThatSync(Pair.OLDER_TO_NEWER
                        .scenario()
                        .source(
                                "create schema s",
                                "create table s.t (a int, b bool generated always as (tableoid = 's.t'::regclass) stored)")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("table s.t")
                .naming("relation \"s.t\" does not exist");
    }

    @Test
    void refusesALabelThatTheEnumOfTheTargetLacks() {
        assertThatSync(Pair.OLDER_TO_NEWER
                        .scenario()
                        .source(
                                "create type e as enum ('x', 'y')",
                                "create table t (a int, b text check (b::e <> 'y'))")
                        .target("create type e as enum ('x')")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .naming("invalid input value for enum");
    }

    @Test
    void refusesAFunctionOfANewerVersion() {
        assertThatSync(Pair.NEWER_TO_OLDER
                        .scenario()
                        .source("create table t (a int default random(1, 6))")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .naming("function random(integer, integer) does not exist", "column a");
    }

    @Test
    void createsWhatTheRunItselfBringsAlong() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .source(
                        "create extension citext",
                        "create schema s",
                        "create type s.e as enum ('x')",
                        "create sequence s.q",
                        "create table t (a s.e default 'x', b citext check (b <> 'x'), c int default nextval('s.q'),"
                                + " d int generated always as (length('x'::text)) stored, check (a = 'x'::s.e))",
                        "create index i on t (lower(b)) where a = 'x'",
                        "insert into t values ('x', 'y')")
                .once((source, target) ->
                        assertThat(target.rows("select * from t")).isEqualTo(source.rows("select * from t")));
    }

    @ParameterizedTest
    @EnumSource(Comparison.class)
    void keepsTheMeaningOfATablesOwnOid(Comparison verification) {
        Pair.OLDER_TO_NEWER.scenario().both(OWN_OID).verification(verification).play();
        Pair.OLDER_TO_NEWER
                .scenario()
                .both(OWN_OID)
                .verification(verification)
                .mode(Mode.InPlace)
                .play();
    }

    @Test
    void aDefaultThatNamesAnotherTableOfTheRunNamesItAfterwards() {
        Pair.OLDER_TO_NEWER
                .scenario()
                .both("create table o (id int)", "create table t (a int, b text default 'o'::regclass::text)")
                .source("insert into t values (1)", "insert into o values (1)")
                .afterSync(target -> assertThat(target.value(
                                "select pg_get_expr(adbin, adrelid) from pg_attrdef where adrelid = 't'::regclass"))
                        .contains("'o'::regclass"))
                .play();
    }
}
