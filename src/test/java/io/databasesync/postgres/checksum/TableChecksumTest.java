package io.databasesync.postgres.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.testing.postgres.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// PostgreSQL 17 as source, 15 as target.
class TableChecksumTest {
    private final ComparedDatabases databases = new ComparedDatabases();
    private final TestDatabase newer = databases.newer();
    private TestDatabase older = databases.older();

    @AfterEach
    void close() {
        databases.close();
    }

    /// A type, a value, and another value that is nearly the same; none may count as `NULL` or as each other.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "boolean|'t'|'f'",
                "smallint|1|2",
                "integer|1|-1",
                "bigint|9223372036854775807|9223372036854775806",
                "numeric|1.10|1.1",
                "numeric(10,3)[]|'{1.100}'|'{1.101}'",
                "real|0.1|'0.10000001'",
                "double precision|0.1|0.10000000000000002",
                "double precision|0|'-0'",
                "double precision|'NaN'|'Infinity'",
                "real[]|'{1,NULL}'|'{1,0}'",
                "double precision[]|'{0.1}'|'[0:0]={0.1}'",
                "money|'0.01'|'0.02'",
                "money[]|'{0.01}'|'{0.02}'",
                "text|''|' '",
                "text|'NULL'|''",
                "text|E'ü\\n\\\\'|E'u\\u0308\\n\\\\'",
                "text[]|'{NULL}'|'{\"NULL\"}'",
                "text[]|'{}'|'{\"\"}'",
                "varchar(9)|'a,b'|'a,b '",
                "char(5)|'ab'|'ba'",
                "\"char\"|'a'|'b'",
                "\"char\"|'\\351'|'\\352'",
                "name|'a'|'A'",
                "bytea|'\\x00ff'|'\\x00fe'",
                "bytea|''|'\\x00'",
                "bytea[]|'{\"\\\\x00\"}'|'{\"\\\\x01\"}'",
                "json|'{\"a\": 1}'|'{\"a\":1}'",
                "jsonb|'{\"a\": 1}'|'{\"a\": 1.0}'",
                "uuid|'00000000-0000-0000-0000-000000000001'|'00000000-0000-0000-0000-000000000002'",
                "date|'infinity'|'5874897-12-31'",
                "time|'24:00'|'00:00'",
                "timetz|'12:00+01'|'11:00+00'",
                "timestamp|'2020-01-01 00:00:00.000001'|'2020-01-01'",
                "timestamptz|'2020-01-01 00:00:00+01'|'2020-01-01 00:00:00+00'",
                "interval|'1 month'|'30 days'",
                "inet|'10.0.0.1/8'|'10.0.0.1'",
                "cidr|'10.0.0.0/8'|'10.0.0.0/9'",
                "macaddr|'08:00:2b:01:02:03'|'08:00:2b:01:02:04'",
                "bit(3)|B'101'|B'100'",
                "varbit|B''|B'0'",
                "tsvector|'a:1'|'a:2'",
                "tsquery|'a & b'|'a <-> b'",
                "point|'(0,0)'|'(0,-0)'",
                "circle|'<(0,0),1>'|'<(0,0),2>'",
                "int4range|'[1,5)'|'[1,6)'",
                "int4range|'empty'|'(,)'",
                "numrange[]|'{\"[1,2)\"}'|'{\"[1,2]\"}'",
                "nummultirange|'{[1,2)}'|'{}'",
                "jsonpath|'$.a'|'$.b'",
                "pg_lsn|'0/1'|'0/2'",
                "regclass|'pg_class'|'pg_type'",
                "oid|1|2",
                "public.mood|'glad'|'sad'",
                "public.mood[]|'{glad}'|'{sad}'",
                "public.pair|'(1,)'|'(1,\"\")'",
                "public.pair[]|'{\"(1,a)\"}'|'{\"(1,b)\"}'",
                "public.positive|1|2",
                "public.weight|0.1|0.10000000000000002",
                "public.weight[]|'{0.1}'|'{0.10000000000000002}'",
                "public.weights|'{0.1}'|'{0.2}'",
                "public.blob|'\\x00'|'\\x01'",
                "xid8|'1'|'2'",
            })
    void isEqualForEqualValuesAndDifferentForDifferentOnes(String type, String value, String other) {
        older.execute("create type oids_differ as enum ('x')");
        databases.both(
                "create type mood as enum ('glad', 'sad')",
                "create type pair as (a int, b text)",
                "create domain positive as int check (value > 0)",
                "create domain weight as float8",
                "create domain weights as float8[]",
                "create domain blob as bytea",
                "create table t (id int, v " + type + ")",
                "insert into t values (1, " + value + "), (2, null)");
        TableDigest equal = databases.source();
        assertThat(databases.target()).isEqualTo(equal);
        assertThat(equal.rows()).isEqualTo(2);

        older.execute("update t set v = " + other + " where id = 1");
        TableDigest changed = databases.target();
        assertThat(changed).isNotEqualTo(equal);

        older.execute("update t set v = null where id = 1");
        assertThat(databases.target()).isNotIn(equal, changed);
    }

    @Test
    void doesNotDependOnTheOrderOfRowsOrColumns() {
        newer.execute("create table t (a int, b text, c float8)", "insert into t values (1, 'x', 1), (2, 'y', 2)");
        older.execute("create table t (c float8, b text, a int)", "insert into t values (2, 'y', 2), (1, 'x', 1)");

        assertThat(databases.target()).isEqualTo(databases.source());
    }

    @Test
    void seesValuesThatMovedToAnotherColumnOrRow() {
        databases.both("create table t (a text, b text)", "insert into t values ('x', 'y'), ('1', '2')");
        TableDigest before = databases.source();
        newer.execute("update t set a = b, b = a where a = 'x'");
        TableDigest swapped = databases.source();
        newer.execute("truncate t", "insert into t values ('x', '2'), ('1', 'y')");

        assertThat(databases.target()).isEqualTo(before).isNotEqualTo(swapped).isNotEqualTo(databases.source());
    }

    @Test
    void countsRowsThatAreThereTwice() {
        databases.both("create table t (a int)", "insert into t values (1), (2)");
        newer.execute("insert into t values (3), (3)");
        older.execute("insert into t values (4), (4)");

        assertThat(databases.target()).isNotEqualTo(databases.source());
    }

    @Test
    void takesEveryNanForTheSame() {
        newer.execute("create table t (d float8, f float4)");
        newer.execute("insert into t select -x, -x::float4 from (select 'NaN'::float8) n(x)");
        older.execute("create table t (d float8, f float4)", "insert into t values ('NaN', 'NaN')");

        assertThat(databases.target()).isEqualTo(databases.source());
    }

    @Test
    void comparesGeneratedColumns() {
        newer.execute("create table t (a int, b int generated always as (a + 1) stored)", "insert into t values (1)");
        older.execute("create table t (a int, b int generated always as (a + 2) stored)", "insert into t values (1)");
        assertThat(databases.target()).isNotEqualTo(databases.source());

        newer.execute("drop table t", "create table t (a int, b int)", "insert into t values (1, 3)");
        assertThat(databases.target()).isEqualTo(databases.source());
    }

    @Test
    void comparesTheColumnsThatBothHave() {
        newer.execute("create table t (a int, only_here int)", "insert into t values (1, 5)");
        older.execute("create table t (only_there text, a int)", "insert into t values ('x', 1)");

        assertThat(databases.target()).isEqualTo(databases.source());
    }

    @Test
    void countsTablesWithoutColumnsOrRows() {
        databases.both("create table t ()");
        assertThat(databases.target()).isEqualTo(databases.source());
        newer.execute("insert into t default values");

        assertThat(databases.target()).isNotEqualTo(databases.source());
        assertThat(databases.source().rows()).isEqualTo(1);
    }

    @Test
    void doesNotCountRowsOfTablesThatInherit() {
        databases.both("create table t (a int)", "create table child () inherits (t)", "insert into child values (1)");

        assertThat(databases.source().rows()).isZero();
        assertThat(databases.target()).isEqualTo(databases.source());
    }

    @Test
    void isTheSameForAnotherEncoding() {
        older = databases.replaceOlder("encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0");
        databases.both("create table t (a text)", "insert into t values ('Grüße')");

        assertThat(databases.target()).isEqualTo(databases.source());
    }

    @Test
    void isTheSameForATableThatIsReadByManyProcesses() {
        databases.both(
                "create table t (id int, v text)",
                "insert into t select i, repeat('v', 400) from generate_series(1, 90000) i");
        newer.execute("vacuum analyze t");

        assertThat(databases.target()).isEqualTo(databases.source());
        assertThat(databases.source().rows()).isEqualTo(90_000);
    }
}
