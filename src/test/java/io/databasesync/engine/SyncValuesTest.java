package io.databasesync.engine;

import static io.databasesync.testing.postgres.TestDatabase.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Rows and values arrive as they are. `Scenario` checks what is promised of every sync: read it first.
@ParameterizedClass
@EnumSource
class SyncValuesTest {
    private final Pair pair;

    SyncValuesTest(Pair pair) {
        this.pair = pair;
    }

    @Test
    void rowsAndValuesArriveAsTheyAre() {
        pair.scenario()
                .together(
                        SyncValuesTest::keepsNullAndEmptyStringApart,
                        SyncValuesTest::keepsTextThatLooksLikeSyntax,
                        SyncValuesTest::keepsNumbersExactly,
                        SyncValuesTest::keepsDatesTimesAndIntervals,
                        SyncValuesTest::keepsEveryKindOfBuiltInType,
                        SyncValuesTest::keepsArrays,
                        SyncValuesTest::copiesTablesWithTextAndCompositeKeys,
                        SyncValuesTest::copiesRowsThatReferToEachOther,
                        SyncValuesTest::copiesTablesWithoutRowsOrColumns,
                        SyncValuesTest::emptiesATableThatIsEmptyInTheSource,
                        SyncValuesTest::copiesMoreRowsThanFitIntoAnyBuffer)
                .play();
    }

    private static Scenario keepsNullAndEmptyStringApart(Scenario scenario) {
        return scenario.source(
                        "create table note (id int primary key, body text)",
                        "insert into note values (1, null), (2, '')")
                .afterSync(target -> assertThat(target.rows("select id, body from note order by id"))
                        .containsExactly(row(1, null), row(2, "")));
    }

    // failure 23: values that look like syntax
    private static Scenario keepsTextThatLooksLikeSyntax(Scenario scenario) {
        return scenario.source("create table note (id int primary key, body text)", """
                    insert into note values
                    (1, E'first line\\nsecond "line", with \\\\ and \\\\n'), (2, E'\\\\.'), (3, E'\\n\\\\.\\n'),
                      (4, E'a\\tb'),
                    (5, E'carriage\\r\\nreturn\\r'), (6, '\\N'), (7, E'\\u00fc \\U0001f418 e\\u0301 \\u202e \\ufeff'),
                    (8, E'\\x01\\x1b\\x7f'), (9, 'NULL'), (10, '''; drop table note; --'), (11, ' '), (12,
                      repeat('x', 3000000))
                    """)
                .afterSync(target -> assertThat(target.rows("select body from note where id in (3, 5, 6) order by id"))
                        .containsExactly(row("\n\\.\n"), row("carriage\r\nreturn\r"), row("\\N")));
    }

    private static Scenario keepsNumbersExactly(Scenario scenario) {
        return scenario.source("create table number (id int primary key, n numeric, d float8, f float4, m money)", """
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
                        .containsExactly(row("0.000", "-0", 131072)));
    }

    private static Scenario keepsDatesTimesAndIntervals(Scenario scenario) {
        return scenario.source(
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
                        .isEqualTo("-1 years +2 days -03:04:05.000006"));
    }

    private static Scenario keepsEveryKindOfBuiltInType(Scenario scenario) {
        return scenario.source("""
            create table kind (id uuid primary key, b bytea, j json, jb jsonb, i inet, c cidr, m macaddr, m8 macaddr8,
              bit5 bit(5), bits varbit, ts tsvector, tq tsquery, p point, l line, s lseg, bx box, pa path, po polygon,
              ci circle, r4 int4range, rn numrange, rd daterange, rz tstzrange, mr nummultirange, jp jsonpath,
              lsn pg_lsn, n name, ch "char", ch5 char(5), vc varchar(5), bo boolean, sm smallint, bi bigint, cl regclass,
              o oid, ty regtype)\
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
            insert into kind (id, b, jb, ch, ch5, vc, rn, mr, tq)
            values ('ffffffff-ffff-ffff-ffff-ffffffffffff', '', 'null', '', '', '', '(,)', '{}', '')\
            """);
    }

    private static Scenario keepsArrays(Scenario scenario) {
        return scenario.source(
                        "create table list (id int primary key, t text[], i int[], n numeric[], tz timestamptz[], j"
                                + " jsonb[], b bytea[])",
                        """
                        insert into list values
                        (1, '{a,NULL,"NULL","","{,}","\\"\\\\",ü}', '{{1,2},{3,NULL}}', '{NaN,1.10}',
                          '{infinity,NULL}', '{null,NULL}', '{"\\\\x00",""}'),
                        (2, '{}', '[0:1][-1:0]={{1,2},{3,4}}', null, '{}', '{}', '{}')\
                        """)
                .afterSync(target -> assertThat(target.rows("select t::text, array_dims(i) from list where id = 2"))
                        .containsExactly(row("{}", "[0:1][-1:0]")));
    }

    private static Scenario copiesTablesWithTextAndCompositeKeys(Scenario scenario) {
        return scenario.source(
                "create table t (key text primary key, v int)",
                "create table u (a text, b date, c int, v int, primary key (c, a, b))",
                "create table no_key (v int)",
                "insert into t select 'k' || i, i from generate_series(1, 1000) i",
                "insert into u select 'k', '2020-01-01', i, i from generate_series(1, 1000) i",
                "insert into no_key values (1), (1), (null), (null)");
    }

    private static Scenario copiesRowsThatReferToEachOther(Scenario scenario) {
        return scenario.source(
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
                        + " foreign_key_violation then null; end $$"));
    }

    // failure 12: tables without columns
    private static Scenario copiesTablesWithoutRowsOrColumns(Scenario scenario) {
        return scenario.source(
                        "create table no_rows (id int primary key, t text)",
                        "create table no_columns ()",
                        "insert into no_columns default values",
                        "insert into no_columns default values",
                        "create table nothing ()")
                .afterSync(target -> assertThat(target.value("select count(*) from no_columns"))
                        .isEqualTo("2"));
    }

    private static Scenario emptiesATableThatIsEmptyInTheSource(Scenario scenario) {
        return scenario.both("create table t (id int primary key)")
                .target("insert into t values (1)")
                .afterSync(target -> assertThat(target.rows("select * from t")).isEmpty());
    }

    private static Scenario copiesMoreRowsThanFitIntoAnyBuffer(Scenario scenario) {
        return scenario.source(
                "create table t (id int primary key, v text, w bytea)",
                "insert into t select i, repeat(md5(i::text), 20), decode(md5(i::text), 'hex') from"
                        + " generate_series(1, 30000) i",
                "analyze t");
    }

    // failure 32: encodings differ
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

    private Scenario scenario() {
        return pair.scenario();
    }
}
