package io.databasesync.engine;

import static io.databasesync.testing.postgres.TestDatabase.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Columns, types, sequences, indexes and constraints of what is replaced or created. `Scenario` checks what is
/// promised of every sync: read it first.
@ParameterizedClass
@EnumSource
class SyncDefinitionsTest {
    private final Pair pair;
    private static final String[] INDEXED = {
        """
        create table booking (id int, a text, b text, during int4range, ids int[], doc jsonb, n int,
          constraint booking_key primary key (id) include (n),
          constraint a_once unique (a) deferrable initially deferred,
          constraint n_once unique nulls not distinct (n, a),
          constraint no_overlap exclude using gist (during with &&) where (id >= 0),
          constraint positive check (id >= 0), constraint not_yet check (n < 1000) no inherit)\
        """,
        "create index partial on booking (b) where n > 10",
        "create unique index expression on booking (lower(a) desc nulls last)",
        "create index covering on booking (b) include (a) with (fillfactor = 70)",
        "create unique index booking_nulls on booking (b, a) nulls not distinct",
        "create index on booking using gin (ids)",
        "create index on booking using gin (doc jsonb_path_ops)",
        "create index on booking using brin (id) with (pages_per_range = 8)",
        "create index on booking using hash (a)",
        "create index pattern on booking (a text_pattern_ops, b collate \"C\")",
        "create statistics booking_stats (ndistinct, dependencies) on a, b from booking",
        "comment on table booking is 'table''s own'",
        "comment on column booking.a is 'column'",
        "comment on index partial is 'index'",
        "comment on constraint positive on booking is 'constraint'",
        "alter table booking add constraint from_now check (b is null or b <> 'never') not valid"
    };

    private static final String[] ODD_NAMES = {
        "create schema \"Odd \"\"Schema\"\" too\"",
        """
        create table "Odd ""Schema"" too"."Weird.Name" ("Id" serial primary key, "select" text unique, "a ""b""
          %s $1 ?" int default 1,
          "ü" text collate "C" check ("ü" <> 'x'))\
        """,
        "create index \"Index with space\" on \"Odd \"\"Schema\"\" too\".\"Weird.Name\" (\"ü\")",
        "create table \"table\" (\"Weird Name\" int references \"Odd \"\"Schema\"\" too\".\"Weird.Name\", "
                + "\"user\""
                + " text)",
        "create table \"it's; -- \\\" (\"order\" int generated always as identity primary key)",
        "create table \"back\\slash\" (id serial primary key)",
        "create table \"%s %n {}\" (id int)"
    };

    SyncDefinitionsTest(Pair pair) {
        this.pair = pair;
    }

    @Test
    void definitionsArriveOrStay() {
        pair.scenario()
                .together(
                        SyncDefinitionsTest::createsTheTypesThatCreatedTablesNeed,
                        SyncDefinitionsTest::computesGeneratedColumnsOnTheTarget,
                        SyncDefinitionsTest::handsOutTheNextValueOfIdentityColumnsAndSerials,
                        SyncDefinitionsTest::handsOutTheNextValueWhereTheTargetHadItsOwnSequence,
                        SyncDefinitionsTest::keepsASequenceThatWasNeverUsed,
                        SyncDefinitionsTest::quotesEveryName,
                        SyncDefinitionsTest::matchesColumnsByNameWhateverTheirOrderAndHoles,
                        SyncDefinitionsTest::buildsEveryKindOfIndexAndConstraint,
                        SyncDefinitionsTest::buildsTheIndexesThatTheTargetHas,
                        SyncDefinitionsTest::copiesUnloggedTables,
                        SyncDefinitionsTest::replacesATableWhoseDefaultAloneUsesASequence,
                        SyncDefinitionsTest::createsTheSequencesThatDefaultsUse)
                .play();
    }

    private static Scenario createsTheTypesThatCreatedTablesNeed(Scenario scenario) {
        return scenario.source(
                        "create schema shop",
                        "create table beside (id int)",
                        "create type shop.mood as enum ('sad', 'it''s ok', 'Happy')",
                        "alter type shop.mood add value 'between' before 'Happy'",
                        "create domain positive as numeric(10, 2) default 1 check (value > 0)",
                        "create domain short_list as text[] check (cardinality(value) < 5)",
                        "create type address as (street text, \"Zip Code\" varchar(10), floor int)",
                        "create type shop.contact as (name text, home address, moods shop.mood[])",
                        "create type float_range as range (subtype = float8, subtype_diff = float8mi)",
                        "comment on type shop.mood is 'How one is'",
                        """
                        create table shop.person (id int primary key, mood shop.mood default 'Happy',
                          moods shop.mood[], price positive not null, tags short_list, home address,
                          contact shop.contact, contacts shop.contact[], span float_range)\
                        """,
                        """
                        insert into shop.person values (1, 'it''s ok', '{sad,NULL}', 1.5, '{a,NULL}',
                          row('a "b", (c)', null, 1),
                          row('x', row('', '1', null)::address, '{Happy}')::shop.contact, array[null, row(null,
                            null, null)::shop.contact], '[1,2)')\
                        """,
                        "insert into shop.person (id, price) values (2, 3)")
                .afterSync(target -> target.execute(
                        "insert into shop.person (id, mood, price) values (100, 'between', 2)",
                        "delete from shop.person where id = 100"));
    }

    // failure 7: generated columns cannot be copied
    private static Scenario computesGeneratedColumnsOnTheTarget(Scenario scenario) {
        return scenario.source(
                        "create table line (amount int, price int, total int generated always as (amount * price)"
                                + " stored, id int primary key)",
                        "insert into line values (2, 3, default, 1), (null, 3, default, 2)")
                .afterSync(target -> assertThat(target.rows("select id, total from line order by id"))
                        .containsExactly(row(1, 6), row(2, null)));
    }

    // failure 8: GENERATED ALWAYS refuses values
    private static Scenario handsOutTheNextValueOfIdentityColumnsAndSerials(Scenario scenario) {
        return scenario.source(
                        "create table a (id int generated always as identity primary key, t text)",
                        "create table b (id bigint generated by default as identity (start with 100 increment by 10)"
                                + " primary key, t text)",
                        "create table c (id serial primary key, \"Other\" bigserial, t text)",
                        "insert into a (t) select 'x' from generate_series(1, 5)",
                        "insert into b (t) select 'x' from generate_series(1, 5)",
                        "insert into c (t) select 'x' from generate_series(1, 5)")
                .afterSync(target -> {
                    assertThat(target.value("insert into a (t) values ('next') returning id"))
                            .isEqualTo("6");
                    assertThat(target.value("insert into b (t) values ('next') returning id"))
                            .isEqualTo("150");
                    assertThat(target.rows("insert into c (t) values ('next') returning id, \"Other\""))
                            .containsExactly(row(6, 6L));
                    target.execute(
                            "delete from a where t = 'next'; delete from b where t = 'next'; delete from c where t ="
                                    + " 'next'");
                });
    }

    // failure 9: duplicate keys after a sync
    private static Scenario handsOutTheNextValueWhereTheTargetHadItsOwnSequence(Scenario scenario) {
        return scenario.both(
                        "create table a (id int generated always as identity primary key, t text)",
                        "create table c (id serial primary key, t text)")
                .source(
                        "insert into a (t) select 'x' from generate_series(1, 50)",
                        "insert into c (t) select 'x' from generate_series(1, 50)")
                .target("insert into a (t) values ('old')", "insert into c (t) values ('old'), ('old')")
                .afterSync(target -> {
                    assertThat(target.value("insert into a (t) values ('next') returning id"))
                            .isIn("51", "52");
                    assertThat(target.value("insert into c (t) values ('next') returning id"))
                            .isIn("51", "52");
                    target.execute("delete from a where t = 'next'", "delete from c where t = 'next'");
                });
    }

    private static Scenario keepsASequenceThatWasNeverUsed(Scenario scenario) {
        return scenario.source("create table a (id int generated always as identity (start with 7), t text)")
                .afterSync(target -> {
                    assertThat(target.value("select is_called from a_id_seq")).isEqualTo("false");
                    assertThat(target.value("select last_value from a_id_seq")).isEqualTo("7");
                });
    }

    // failure 22: quoted names
    private static Scenario quotesEveryName(Scenario scenario) {
        return scenario.source(ODD_NAMES)
                .source(
                        "insert into \"Odd \"\"Schema\"\" too\".\"Weird.Name\" (\"select\", \"ü\") values ('a', 'b')",
                        "insert into \"table\" values (1, 'me')",
                        "insert into \"it's; -- \\\" default values");
    }

    @Test
    void quotesEveryNameThatTheTargetHas() {
        scenario()
                .both(ODD_NAMES)
                .target("insert into \"table\" values (null, 'old')")
                .source("insert into \"table\" values (null, 'new')")
                .play();
    }

    private static Scenario matchesColumnsByNameWhateverTheirOrderAndHoles(Scenario scenario) {
        return scenario.source(
                        "create table t (gone int, id int primary key, \"Mixed\" text, n numeric(8, 2), z int)",
                        "alter table t drop gone",
                        "insert into t values (1, 'text', 1.5, 4), (2, null, null, null)")
                .target(
                        "create table t (n numeric(8, 2), z int, was text, \"Mixed\" text, id int primary key)",
                        "insert into t values (9.99, 9, 'x', 'old', 9)",
                        "alter table t drop was")
                .afterSync(target -> assertThat(target.rows("select id, \"Mixed\", z from t order by id"))
                        .containsExactly(row(1, "text", 4), row(2, null, null)));
    }

    @Test
    void copiesTheColumnsThatBothHaveIfAskedTo() {
        scenario()
                .source(
                        "create table t (id int primary key, a text, only_here text)",
                        "insert into t values (1, 'a', 'x')")
                .target(
                        "create table t (id int primary key, a text, only_there text default 'd')",
                        "insert into t values (9, 'old', 'old')")
                .intersect("id", "a")
                .afterSync(target -> assertThat(target.rows("select id, a, only_there from t"))
                        .containsExactly(row(1, "a", "d")))
                .play();
    }

    // failure 13: exclusion constraints are built twice
    // failure 14: DEFERRABLE is lost
    private static Scenario buildsEveryKindOfIndexAndConstraint(Scenario scenario) {
        return scenario.source(INDEXED)
                .source("insert into booking select i, 'a' || i, 'b', int4range(i, i + 1), '{1}', '{\"a\": 1}', "
                        + "i from"
                        + " generate_series(1, 500) i");
    }

    private static Scenario buildsTheIndexesThatTheTargetHas(Scenario scenario) {
        return scenario.both(INDEXED)
                .source("insert into booking select i, 'a' || i, 'b', int4range(i, i + 1), '{1}', '{\"a\": 1}', "
                        + "i from"
                        + " generate_series(1, 500) i")
                .target("create index only_here on booking (b)", "insert into booking (id, during) values (0, '[1,2)')")
                .afterSync(target -> {
                    assertThat(target.value("select indisvalid from pg_index where indexrelid = 'only_here'::regclass"))
                            .isEqualTo("true");
                    target.execute(
                            "do $$ begin insert into booking (id, during) values (0, '[3,4)'); raise 'not checked';"
                                    + " exception when exclusion_violation then null; end $$");
                });
    }

    // failure 37: unlogged tables
    private static Scenario copiesUnloggedTables(Scenario scenario) {
        return scenario.source("create unlogged table t (id int primary key)", "insert into t values (1)");
    }

    private static Scenario replacesATableWhoseDefaultAloneUsesASequence(Scenario scenario) {
        return scenario.both("create sequence shared", "create table t (id int default nextval('shared') primary key)")
                .source("insert into t select nextval('shared') from generate_series(1, 3)");
    }

    private static Scenario createsTheSequencesThatDefaultsUse(Scenario scenario) {
        return scenario.source(
                        "create sequence shared increment by 5",
                        "create table a (id int default nextval('shared') primary key, t text)",
                        "create table b (id int default nextval('shared') primary key, t text)",
                        "insert into a (t) values ('x'), ('x')",
                        "insert into b (t) values ('x')")
                .afterSync(target -> {
                    assertThat(target.value("insert into a (t) values ('next') returning id"))
                            .isIn("16", "26"); // what everybody draws from never goes back
                    assertThat(target.value("insert into b (t) values ('next') returning id"))
                            .isIn("21", "31");
                    target.execute("delete from a where t = 'next'", "delete from b where t = 'next'");
                });
    }

    private Scenario scenario() {
        return pair.scenario();
    }
}
