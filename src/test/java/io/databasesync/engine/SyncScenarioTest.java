package io.databasesync.engine;

import static io.databasesync.testing.postgres.TestDatabase.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.DatabaseEndpoint;
import io.databasesync.sync.Password;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What a sync does, one example after the other. Besides what an example checks by itself, `Scenario` checks what is
/// promised of every sync: read it first.
@ParameterizedClass
@EnumSource
class SyncScenarioTest {
    private final Pair pair;

    SyncScenarioTest(Pair pair) {
        this.pair = pair;
    }

    @Test
    void keepsNullAndEmptyStringApart() {
        scenario()
                .source(
                        "create table note (id int primary key, body text)",
                        "insert into note values (1, null), (2, '')")
                .afterSync(target -> assertThat(target.rows("select id, body from note order by id"))
                        .containsExactly(row(1, null), row(2, "")))
                .play();
    }

    @Test
    void keepsTextThatLooksLikeSyntax() {
        scenario()
                .source("create table note (id int primary key, body text)", """
                    insert into note values
                    (1, E'first line\\nsecond "line", with \\\\ and \\\\n'), (2, E'\\\\.'), (3, E'\\n\\\\.\\n'),
                      (4, E'a\\tb'),
                    (5, E'carriage\\r\\nreturn\\r'), (6, '\\N'), (7, E'\\u00fc \\U0001f418 e\\u0301 \\u202e \\ufeff'),
                    (8, E'\\x01\\x1b\\x7f'), (9, 'NULL'), (10, '''; drop table note; --'), (11, ' '), (12,
                      repeat('x', 3000000))
                    """)
                .afterSync(target -> assertThat(
                                target.rows("select body from note where id in (3, 5, 6) order " + "by id"))
                        .containsExactly(row("\n\\.\n"), row("carriage\r\nreturn\r"), row("\\N")))
                .play();
    }

    @Test
    void keepsNumbersExactly() {
        scenario()
                .source("create table number (id int primary key, n numeric, d float8, f float4, m money)", """
                    insert into number values
                    (1, 'NaN', 'NaN', 'NaN', '-92233720368547758.08'), (2, 'Infinity', 'Infinity', 'Infinity', null),
                    (3, '-Infinity', '-Infinity', '-Infinity', '0.01'), (4, '0.000', '-0', '-0', null),
                    (5, repeat('9', 131072)::numeric, 5e-324, 1e-45, null),
                    (6, ('0.' || repeat('1', 16383))::numeric, 1.7976931348623157e308, 3.4028235e38, null),
                    (7, 1.10, 0.1, 0.1, '92233720368547758.07')\
                    """)
                .afterSync(target -> assertThat(
                                target.rows("select n::text, d::text, (select length(n::text) from number where "
                                        + "id = 5)"
                                        + " from number where id = 4"))
                        .containsExactly(row("0.000", "-0", 131072)))
                .play();
    }

    @Test
    void keepsDatesTimesAndIntervals() {
        scenario()
                .source(
                        "create table moment (id int primary key, z timestamptz, t timestamp, d date, c time, o"
                                + " timetz, i interval)",
                        """
                        insert into moment values
                        (1, 'infinity', '-infinity', 'infinity', '24:00', '24:00:00+14',
                          '-1 year 2 days -03:04:05.000006'),
                        (2, '4713-01-01 00:00:00+00 BC', '4713-01-01 BC', '4713-01-01 BC', '00:00:00.000001',
                          '00:00-12', '-1 mon +31 days -24:00'),
                        (3, '294276-12-31 23:59:59.999999+00', '294276-12-31 23:59:59.999999', '5874897-12-31',
                          null, null, '178000000 years'),
                        (4, '0001-01-01 00:00:00+00 BC', '1999-12-31 23:59:60', '-infinity', null, null,
                          '00:00:00.000001'),
                        (5, '1900-01-01 00:00:00 Europe/Berlin', null, null, null, null, '0')\
                        """)
                .afterSync(target -> assertThat(target.value("select i::text from moment where id = 1"))
                        .isEqualTo("-1 years +2 days -03:04:05.000006"))
                .play();
    }

    @Test
    void keepsEveryKindOfBuiltInType() {
        scenario().source("""
            create table kind (id uuid primary key, b bytea, j json, jb jsonb, i inet, c cidr, m macaddr, m8 macaddr8,
              bit5 bit(5), bits varbit, ts tsvector, tq tsquery, p point, l line, s lseg, bx box, pa path, po polygon,
              ci circle, r4 int4range, rn numrange, rd daterange, rz tstzrange, mr nummultirange, jp jsonpath, lsn
                pg_lsn,
              n name, ch "char", ch5 char(5), vc varchar(5), bo boolean, sm smallint, bi bigint, cl regclass, o
                oid, ty regtype)\
            """, """
            insert into kind values ('a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', '\\x00ff5c0a0d',
              '{"b": 1,  "a": null, "a": 2}',
              '{"z": [null, "\\u0001", 1e400, {"": ""}], "ü": "\\\\"}', '10.1.2.3/8', '::1/128', '08:00:2b:01:02:03',
              '08:00:2b:01:02:03:04:05', B'10101', B'', $$'a b':1A,2B 'c''d':3$$, $$'a' & !'b' <-> 'c':*A$$,
                '(1e-300,-0)',
              '{1,2,3}', '[(0,0),(1,1)]', '((1,1),(0,0))', '[(0,0),(1,1)]', '((0,0),(1,1),(1,0))', '<(0,0),1.5>',
                '[1,5)',
              '(,1.5]', 'empty', '["2020-01-01 00:00+00",infinity)', '{[1,2),[3,4]}', '$.a[*] ? (@ > 1)',
                '16/B374D848', 'nAmE',
              'x', 'ab', 'abc  ', true, -32768, -9223372036854775808, 'pg_catalog.pg_class', 4294967295, 'int4range')\
            """, """
            insert into kind (id) values ('00000000-0000-0000-0000-000000000000')\
            """, """
            insert into kind (id, b, jb, ch, ch5, vc, rn, mr)
            values ('ffffffff-ffff-ffff-ffff-ffffffffffff', '', 'null', '', '', '', '(,)', '{}')\
            """).play();
    }

    @Test
    void keepsArrays() {
        scenario()
                .source(
                        "create table list (id int primary key, t text[], i int[], n numeric[], tz timestamptz[], j"
                                + " jsonb[], b bytea[])",
                        """
                        insert into list values
                        (1, '{a,NULL,"NULL","","{,}","\\"\\\\",ü}', '{{1,2},{3,NULL}}', '{NaN,1.10}',
                          '{infinity,NULL}', '{null,NULL}', '{"\\\\x00",""}'),
                        (2, '{}', '[0:1][-1:0]={{1,2},{3,4}}', null, '{}', '{}', '{}')\
                        """)
                .afterSync(target -> assertThat(target.rows("select t::text, array_dims(i) from list where id = 2"))
                        .containsExactly(row("{}", "[0:1][-1:0]")))
                .play();
    }

    @Test
    void createsTheTypesThatCreatedTablesNeed() {
        scenario()
                .source(
                        "create schema shop",
                        "create type shop.mood as enum ('sad', 'it''s ok', 'Happy')",
                        "alter type shop.mood add value 'between' before 'Happy'",
                        "create domain positive as numeric(10, 2) default 1 check (value > 0)",
                        "create domain short_list as text[] check (cardinality(value) < 5)",
                        "create type address as (street text, \"Zip Code\" varchar(10), floor int)",
                        "create type shop.contact as (name text, home address, moods shop.mood[])",
                        "create type float_range as range (subtype = float8, subtype_diff = float8mi)",
                        "comment on type shop.mood is 'How one is'",
                        """
                        create table shop.person (id int primary key, mood shop.mood default 'Happy', moods
                          shop.mood[], price positive not null,
                          tags short_list, home address, contact shop.contact, contacts shop.contact[], span
                            float_range)\
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
                        "delete from shop.person where id = 100"))
                .play();
    }

    @Test
    void computesGeneratedColumnsOnTheTarget() {
        scenario()
                .source(
                        "create table line (amount int, price int, total int generated always as (amount * price)"
                                + " stored, id int primary key)",
                        "insert into line values (2, 3, default, 1), (null, 3, default, 2)")
                .afterSync(target -> assertThat(target.rows("select id, total from line order by id"))
                        .containsExactly(row(1, 6), row(2, null)))
                .play();
    }

    @Test
    void handsOutTheNextValueOfIdentityColumnsAndSerials() {
        scenario()
                .source(
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
                })
                .play();
    }

    @Test
    void handsOutTheNextValueWhereTheTargetHadItsOwnSequence() {
        scenario()
                .both(
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
                })
                .play();
    }

    @Test
    void keepsASequenceThatWasNeverUsed() {
        scenario()
                .source("create table a (id int generated always as identity (start with 7), t text)")
                .afterSync(target -> {
                    assertThat(target.value("select is_called from a_id_seq")).isEqualTo("false");
                    assertThat(target.value("select last_value from a_id_seq")).isEqualTo("7");
                })
                .play();
    }

    @Test
    void copiesTablesWithTextAndCompositeKeys() {
        scenario()
                .source(
                        "create table t (key text primary key, v int)",
                        "create table u (a text, b date, c int, v int, primary key (c, a, b))",
                        "create table no_key (v int)",
                        "insert into t select 'k' || i, i from generate_series(1, 1000) i",
                        "insert into u select 'k', '2020-01-01', i, i from generate_series(1, 1000) i",
                        "insert into no_key values (1), (1), (null), (null)")
                .play();
    }

    @Test
    void copiesRowsThatReferToEachOther() {
        scenario()
                .source(
                        "create table node (id int primary key, parent int references node, boss int references node"
                                + " deferrable initially deferred)",
                        "insert into node values (2, null, null), (1, 2, 2), (3, 3, 1)",
                        "create table hen (id int primary key, egg int not null)",
                        "create table egg (id int primary key, hen int not null references hen on delete cascade on"
                                + " update set null)",
                        "alter table hen add constraint of_egg foreign key (egg) references egg match full deferrable"
                                + " initially deferred",
                        "begin; insert into hen values (1, 1); insert into egg values (1, 1); commit")
                .afterSync(target -> target.execute("do $$ begin insert into egg values (2, 99); raise 'not "
                        + "checked'; "
                        + "exception when"
                        + " foreign_key_violation then null; end $$"))
                .play();
    }

    @Test
    void copiesTablesWithoutRowsOrColumns() {
        scenario()
                .source(
                        "create table no_rows (id int primary key, t text)",
                        "create table no_columns ()",
                        "insert into no_columns default values",
                        "insert into no_columns default values",
                        "create table nothing ()")
                .afterSync(target -> assertThat(target.value("select count(*) from no_columns"))
                        .isEqualTo("2"))
                .play();
    }

    @Test
    void emptiesATableThatIsEmptyInTheSource() {
        scenario()
                .both("create table t (id int primary key)")
                .target("insert into t values (1)")
                .afterSync(target -> assertThat(target.rows("select * from t")).isEmpty())
                .play();
    }

    @Test
    void quotesEveryName() {
        String[] tables = {
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
            "create table \"%s %n {}\" (id int)"
        };
        scenario()
                .source(tables)
                .source(
                        "insert into \"Odd \"\"Schema\"\" too\".\"Weird.Name\" (\"select\", \"ü\") values ('a', 'b')",
                        "insert into \"table\" values (1, 'me')",
                        "insert into \"it's; -- \\\" default values")
                .play();
        scenario()
                .both(tables)
                .target("insert into \"table\" values (null, 'old')")
                .source("insert into \"table\" values (null, 'new')")
                .play();
    }

    @Test
    void matchesColumnsByNameWhateverTheirOrderAndHoles() {
        scenario()
                .source(
                        "create table t (gone int, id int primary key, \"Mixed\" text, n numeric(8, 2), z int)",
                        "alter table t drop gone",
                        "insert into t values (1, 'text', 1.5, 4), (2, null, null, null)")
                .target(
                        "create table t (n numeric(8, 2), z int, was text, \"Mixed\" text, id int primary key)",
                        "insert into t values (9.99, 9, 'x', 'old', 9)",
                        "alter table t drop was")
                .afterSync(target -> assertThat(target.rows("select id, \"Mixed\", z from t order by id"))
                        .containsExactly(row(1, "text", 4), row(2, null, null)))
                .play();
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

    @Test
    void buildsEveryKindOfIndexAndConstraint() {
        scenario()
                .source(INDEXED)
                .source("insert into booking select i, 'a' || i, 'b', int4range(i, i + 1), '{1}', '{\"a\": 1}', "
                        + "i from"
                        + " generate_series(1, 500) i")
                .play();
    }

    @Test
    void buildsTheIndexesThatTheTargetHas() {
        scenario()
                .both(INDEXED)
                .source("insert into booking select i, 'a' || i, 'b', int4range(i, i + 1), '{1}', '{\"a\": 1}', "
                        + "i from"
                        + " generate_series(1, 500) i")
                .target(
                        "create index only_here on booking (b)",
                        "insert into booking (id, during) values (0, " + "'[1,2)')")
                .afterSync(target -> {
                    assertThat(target.value(
                                    "select indisvalid from pg_index where indexrelid = " + "'only_here'::regclass"))
                            .isEqualTo("true");
                    target.execute(
                            "do $$ begin insert into booking (id, during) values (0, '[3,4)'); raise 'not checked';"
                                    + " exception when exclusion_violation then null; end $$");
                })
                .play();
    }

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

    @Test
    void replacesWhatTheTargetHad() {
        scenario()
                .both("create table t (id int primary key, v text)")
                .source("insert into t select i, 'new' from generate_series(1, 10) i")
                .target("insert into t select i, 'old' from generate_series(5, 20) i")
                .afterSync(target -> assertThat(target.rows("select min(id), max(id), min(v), max(v) from t"))
                        .containsExactly(row(1, 10, "new", "new")))
                .play();
    }

    @Test
    void keepsOwnerGrantsAndComments() {
        scenario()
                .both("create table t (id serial primary key, v text)")
                .source("insert into t (v) values ('new')")
                .target(target -> {
                    String owner = target.newRole();
                    String reader = target.newRole();
                    target.execute(
                            "grant usage, create on schema public to " + owner,
                            "alter table t owner to " + owner,
                            "grant select, insert on t to %s with grant option".formatted(reader),
                            "grant update (v) on t to public",
                            "grant usage on sequence t_id_seq to " + reader,
                            "comment on table t is 'mine'",
                            "alter table t set (fillfactor = 60, autovacuum_enabled = false)",
                            "alter table t replica identity full",
                            "alter table t alter v set statistics 500, alter v set storage external");
                })
                .afterSync(target -> assertThat(target.column("select grantee from "
                                + "information_schema.role_usage_grants"
                                + " where object_name = 't_id_seq' and grantee like 'test_role%'"))
                        .hasSizeGreaterThanOrEqualTo(1))
                .play();
    }

    @Test
    void letsViewsReadTheNewContent() {
        scenario()
                .both(
                        "create table t (id int primary key, v text)",
                        "create view direct with (security_barrier) as select id, v from t",
                        "create view above as select count(*) as n, max(v) as v from direct",
                        "create function counted() returns bigint language sql begin atomic select count(*) from t;"
                                + " end")
                .source("insert into t values (1, 'new')")
                .target(
                        "insert into t values (1, 'old'), (2, 'old')",
                        "grant select on direct to public",
                        "comment on view direct is 'a view'")
                .afterSync(target -> assertThat(target.rows("select n, v, counted() from above"))
                        .containsExactly(row(1L, "new", 1L)))
                .play();
    }

    @Test
    void keepsTriggersAndDoesNotFireThem() {
        scenario()
                .both("create table t (id int primary key, v text)")
                .source("insert into t values (1, 'new')")
                .target(
                        "create table log (v text)",
                        "create function note() returns trigger language plpgsql as 'begin insert into log values"
                                + " (new.v); return new; end'",
                        "create trigger noted after insert or update on t for each row when (new.id < 100) execute"
                                + " function note()",
                        "create trigger sleeping before delete on t for each statement execute function note()",
                        "alter table t disable trigger sleeping",
                        "insert into t values (9, 'old')")
                .afterSync(target -> {
                    assertThat(target.column("select v from log")).containsExactly("old");
                    target.execute(
                            "update t set v = 'touched'; update t set v = 'new'; delete from log where v <> 'old'");
                })
                .play();
    }

    @Test
    void keepsRowLevelSecurity() {
        scenario()
                .both("create table t (id int primary key, owner name)", "alter table t enable row level security")
                .source("insert into t values (1, 'a'), (2, 'b')")
                .target(
                        "alter table t force row level security",
                        "create policy mine on t as restrictive for select to public using (owner = current_user)",
                        "create policy write on t for insert with check (id > 0)",
                        "create rule quiet as on delete to t where old.id < 0 do instead nothing")
                .play();
    }

    @Test
    void keepsForeignKeysFromOutside() {
        scenario()
                .both("create table t (id int primary key, v text)")
                .source("insert into t values (1, 'new'), (2, 'new')")
                .target(
                        "insert into t values (1, 'old')",
                        "create table note (id int primary key, t int references t on delete set null)",
                        "insert into note values (1, 1), (2, null)")
                .include("public.t")
                .afterSync(target -> target.execute(
                        "insert into note values (3, 2); delete from note where id = 3",
                        "do $$ begin insert into note values (4, 99); raise 'not checked'; exception when"
                                + " foreign_key_violation then null; end $$"))
                .play();
    }

    @Test
    void keepsPublications() {
        scenario()
                .both("create table t (id int primary key, v text)")
                .source("insert into t values (1, 'new')")
                .target(target -> target.execute(
                        "create publication p_%1$s for table t (id, v) where (id > 0)".formatted(target.name())))
                .play();
    }

    @Test
    void copiesOnlyTheSelectedTables() {
        scenario()
                .both(
                        "create table a (id int primary key)",
                        "create table b (id int primary key)",
                        "create table c (id int primary key)")
                .source("insert into a values (1)", "insert into b values (1)", "insert into c values (1)")
                .target("insert into b values (9)", "insert into c values (9)")
                .include("public.?")
                .exclude("public.b")
                .afterSync(
                        target -> assertThat(target.column("select id from b")).containsExactly("9"))
                .play();
    }

    @Test
    void copiesUnloggedTables() {
        scenario()
                .source("create unlogged table t (id int primary key)", "insert into t values (1)")
                .play();
    }

    @Test
    void copiesMoreRowsThanFitIntoAnyBuffer() {
        scenario()
                .source(
                        "create table t (id int primary key, v text, w bytea)",
                        "insert into t select i, repeat(md5(i::text), 20), decode(md5(i::text), 'hex') from"
                                + " generate_series(1, 30000) i",
                        "analyze t")
                .play();
    }

    @Test
    void copiesTheKnowledgeBase() {
        scenario()
                .source(source -> source.fixture(300, false))
                .target(target -> target.fixture(100, false))
                .include("public.archon_*")
                .exclude("public.archon_mcp_*")
                .afterSync(target -> assertThat(target.value("select count(*) from archon_open_tasks"))
                        .isEqualTo("194"))
                .play();
    }

    @Test
    void createsTheKnowledgeBase() {
        scenario()
                .source(source -> source.fixture(300, false))
                .include("public.archon_*")
                .exclude("public.archon_mcp_*")
                .play();
    }

    @Test
    void keepsNoPreviousGenerationIfNotAskedTo() {
        scenario()
                .both("create table t (id int primary key)")
                .source("insert into t values (1)")
                .safety(0, Duration.ofSeconds(5))
                .play();
    }

    @Test
    void createsTheSequencesThatDefaultsUse() {
        scenario()
                .source(
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
                })
                .play();
    }

    @Test
    void doesNotCareWhatADatabaseSetsForItsSessions() {
        String table = """
            create table t (id int primary key, d date, z timestamptz, i interval, f float8, b bytea, t text, m
              money)\
            """;
        scenario()
                .both(table)
                .source("""
                    insert into t select n, '2020-02-01', '2020-02-01 12:00+00', '-1 year 2 days -03:04', 0.1 +
                      0.2,
                      '\\x5c00ff', E'back\\\\slash', 1.5 from generate_series(1, 5000) n\
                    """)
                .source(database -> database.execute("""
                    alter database %1$s set statement_timeout = '1ms'; alter database %1$s set datestyle =
                      'SQL, DMY';
                    alter database %1$s set extra_float_digits = -15; alter database %1$s set bytea_output =
                      'escape';
                    alter database %1$s set intervalstyle = 'sql_standard'; alter database %1$s set timezone =
                      'Asia/Tokyo';
                    alter database %1$s set default_transaction_read_only = on; alter database %1$s set
                      search_path = '';
                    alter database %1$s set default_transaction_isolation = 'serializable'\
                    """.formatted(database.name())))
                .target(database -> database.execute("""
                    alter database %1$s set statement_timeout = '2s'; alter database %1$s set datestyle =
                      'German';
                    alter database %1$s set standard_conforming_strings = off; alter database %1$s set
                      lock_timeout = '2s';
                    alter database %1$s set quote_all_identifiers = on; alter database %1$s set search_path =
                      'nowhere';
                    alter database %1$s set idle_in_transaction_session_timeout = '2s';
                    alter database %1$s set default_transaction_isolation = 'repeatable read'\
                    """.formatted(database.name())))
                .play();
    }

    @Test
    void needsNoSuperuser() {
        String[] roles = new String[2];
        scenario()
                .both(
                        "create type mood as enum ('sad', 'happy')",
                        "create table t (id int generated always as identity primary key, v text, m mood)",
                        "create table s (id serial primary key, t int references t)",
                        "create view happy as select * from t where m = 'happy'")
                .source(
                        "insert into t (v, m) values ('new', 'sad'), ('new', 'happy')",
                        "insert into s (t) " + "values (1)")
                .source(
                        "create table only_here (id serial primary key, m mood)",
                        "insert into only_here (m) " + "values ('sad')")
                .source(source -> {
                    roles[0] = source.newRole();
                    source.execute(
                            "grant select on all tables in schema public to " + roles[0],
                            "grant select on all sequences in schema public to " + roles[0]);
                })
                .target("insert into t (v) values ('old')")
                .target(target -> {
                    roles[1] = target.newRole();
                    target.execute("alter database %s owner to %s".formatted(target.name(), roles[1]));
                    for (String object : List.of("table t", "table s", "view happy", "type mood")) {
                        target.execute("alter %s owner to %s".formatted(object, roles[1]));
                    }
                })
                .sourceEndpoint(source -> as(roles[0], source))
                .targetEndpoint(target -> as(roles[1], target))
                .play();
    }

    @Test
    void translatesEncodings() {
        scenario()
                .sourceOptions("encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0")
                .source(
                        "create table \"Größe\" (\"Maß\" int primary key, t text, j jsonb, l text[])",
                        "insert into \"Größe\" values (1, 'äöüßÿ', '{\"ä\": \"é\"}', '{é}')")
                .afterSync(target ->
                        assertThat(target.value("select t from \"Größe\"")).isEqualTo("äöüßÿ"))
                .comparing("\"Maß\"", "t", "j::text", "l::text")
                .include("public.Größe")
                .play();
    }

    private static DatabaseEndpoint as(String role, DatabaseEndpoint endpoint) {
        return new DatabaseEndpoint(
                endpoint.hosts(),
                endpoint.database(),
                role,
                new Password("role's own"),
                endpoint.sslMode(),
                null,
                endpoint.options(),
                endpoint.readOnly(),
                endpoint.origin());
    }

    private Scenario scenario() {
        return pair.scenario();
    }
}
