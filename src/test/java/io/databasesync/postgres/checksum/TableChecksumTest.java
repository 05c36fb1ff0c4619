package io.databasesync.postgres.checksum;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.SelectExpression;
import io.databasesync.postgres.catalog.SourceRows;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.copy.CopyEnds;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Sessions;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.TableName;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// PostgreSQL 17 as source, 15 as target.
class TableChecksumTest {
    private final TestDatabase newer = TestServer.newer().createDatabase();
    private TestDatabase older = TestServer.older().createDatabase();

    @AfterEach
    void close() {
        newer.close();
        older.close();
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
        both(
                "create type mood as enum ('glad', 'sad')",
                "create type pair as (a int, b text)",
                "create domain positive as int check (value > 0)",
                "create domain weight as float8",
                "create domain weights as float8[]",
                "create domain blob as bytea",
                "create table t (id int, v " + type + ")",
                "insert into t values (1, " + value + "), (2, null)");
        TableDigest equal = source();
        assertThat(target()).isEqualTo(equal);
        assertThat(equal.rows()).isEqualTo(2);

        older.execute("update t set v = " + other + " where id = 1");
        TableDigest changed = target();
        assertThat(changed).isNotEqualTo(equal);

        older.execute("update t set v = null where id = 1");
        assertThat(target()).isNotIn(equal, changed);
    }

    @Test
    void doesNotDependOnTheOrderOfRowsOrColumns() {
        newer.execute("create table t (a int, b text, c float8)", "insert into t values (1, 'x', 1), (2, 'y', 2)");
        older.execute("create table t (c float8, b text, a int)", "insert into t values (2, 'y', 2), (1, 'x', 1)");

        assertThat(target()).isEqualTo(source());
    }

    @Test
    void seesValuesThatMovedToAnotherColumnOrRow() {
        both("create table t (a text, b text)", "insert into t values ('x', 'y'), ('1', '2')");
        TableDigest before = source();
        newer.execute("update t set a = b, b = a where a = 'x'");
        TableDigest swapped = source();
        newer.execute("truncate t", "insert into t values ('x', '2'), ('1', 'y')");

        assertThat(target()).isEqualTo(before).isNotEqualTo(swapped).isNotEqualTo(source());
    }

    @Test
    void countsRowsThatAreThereTwice() {
        both("create table t (a int)", "insert into t values (1), (2)");
        newer.execute("insert into t values (3), (3)");
        older.execute("insert into t values (4), (4)");

        assertThat(target()).isNotEqualTo(source());
    }

    @Test
    void takesEveryNanForTheSame() {
        newer.execute("create table t (d float8, f float4)");
        newer.execute("insert into t select -x, -x::float4 from (select 'NaN'::float8) n(x)");
        older.execute("create table t (d float8, f float4)", "insert into t values ('NaN', 'NaN')");

        assertThat(target()).isEqualTo(source());
    }

    @Test
    void comparesGeneratedColumns() {
        newer.execute("create table t (a int, b int generated always as (a + 1) stored)", "insert into t values (1)");
        older.execute("create table t (a int, b int generated always as (a + 2) stored)", "insert into t values (1)");
        assertThat(target()).isNotEqualTo(source());

        newer.execute("drop table t", "create table t (a int, b int)", "insert into t values (1, 3)");
        assertThat(target()).isEqualTo(source());
    }

    @Test
    void comparesTheColumnsThatBothHave() {
        newer.execute("create table t (a int, only_here int)", "insert into t values (1, 5)");
        older.execute("create table t (only_there text, a int)", "insert into t values ('x', 1)");

        assertThat(target()).isEqualTo(source());
    }

    @Test
    void countsTablesWithoutColumnsOrRows() {
        both("create table t ()");
        assertThat(target()).isEqualTo(source());
        newer.execute("insert into t default values");

        assertThat(target()).isNotEqualTo(source());
        assertThat(source().rows()).isEqualTo(1);
    }

    @Test
    void doesNotCountRowsOfTablesThatInherit() {
        both("create table t (a int)", "create table child () inherits (t)", "insert into child values (1)");

        assertThat(source().rows()).isZero();
        assertThat(target()).isEqualTo(source());
    }

    @Test
    void isTheSameForAnotherEncoding() {
        older.close();
        older = TestServer.older().createDatabase("encoding 'LATIN1' lc_collate 'C' lc_ctype 'C' template template0");
        both("create table t (a text)", "insert into t values ('Grüße')");

        assertThat(target()).isEqualTo(source());
    }

    @Test
    void isTheSameForATableThatIsReadByManyProcesses() {
        both(
                "create table t (id int, v text)",
                "insert into t select i, repeat('v', 400) from generate_series(1, 90000) i");
        newer.execute("vacuum analyze t");

        assertThat(target()).isEqualTo(source());
        assertThat(source().rows()).isEqualTo(90_000);
    }

    @Test
    void readsOnlyTheRowsThatAreMeantAndWhatIsPutInThePlaceOfAColumn() {
        newer.execute("create table t (id int, email text)");
        newer.execute("insert into t select i, 'somebody' || i || '@example.org' from generate_series(1, 9) i");
        older.execute("create table t (id int, email text)");
        try (var sessions = new Sessions("rows", new Cancellation())) {
            SourceDatabase source = SourceDatabase.connect(sessions, newer.endpoint());
            TablePair all = pair(sessions);
            TablePair some = all.withRows(new SourceRows(
                    all.rows().relation(),
                    "id > 4",
                    List.of(
                            all.rows().expressions().getFirst(),
                            SelectExpression.masked(all.source().column("email").orElseThrow(), "md5(email)"))));
            older.execute(
                    newer.column("select format('insert into t values (%s, %L)', id, md5(email)) from t where id > 4")
                            .toArray(String[]::new));
            try (SourceSnapshot snapshot = source.snapshot(List.of(all.name()));
                    SourceSnapshot.Reader reader = snapshot.openReader()) {
                assertThat(reader.count(some)).isEqualTo(5);
                assertThat(reader.checksum(some)).isEqualTo(target()).isNotEqualTo(reader.checksum(all));
                assertThat(copied(reader, some))
                        .isEqualTo(older.column("select id || ' ' || email from t order by id"));
                older.execute("update t set email = 'x' where id = 7", "insert into t values (1, 'y')");
                NamedRows found = TargetDatabase.connect(sessions, older.endpoint())
                        .control()
                        .inTransaction(
                                TransactionMode.READ_ONLY,
                                t -> new RowDifferences(
                                                TableChecksum.ofSource(some),
                                                reader.transaction(),
                                                TableChecksum.ofTarget(some, "public.t", "on the target"),
                                                t)
                                        .find());
                assertThat(found.summary()).isEqualTo("rows without a key: 1 only on the source, 2 only on the target");
            }
        }
    }

    private static List<String> copied(SourceSnapshot.Reader reader, TablePair rows) throws AssertionError {
        var out = new ByteArrayOutputStream();
        try {
            reader.transaction().copyManager().copyOut(CopyEnds.ofTable(rows).out("text"), out);
        } catch (SQLException | IOException e) {
            throw new AssertionError(e);
        }
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replace('\t', ' '))
                .sorted()
                .toList();
    }

    private void both(String... sql) {
        newer.execute(sql);
        older.execute(sql);
    }

    private TableDigest source() {
        try (var sessions = new Sessions("checksum", new Cancellation())) {
            SourceDatabase source = SourceDatabase.connect(sessions, newer.endpoint());
            try (SourceSnapshot snapshot = source.snapshot(List.of(new TableName("public", "t")));
                    SourceSnapshot.Reader reader = snapshot.openReader()) {
                return reader.checksum(pair(sessions));
            }
        }
    }

    private TableDigest target() {
        try (var sessions = new Sessions("checksum", new Cancellation())) {
            TablePair pair = pair(sessions);
            return TargetDatabase.connect(sessions, older.endpoint())
                    .control()
                    .inTransaction(
                            TransactionMode.READ_ONLY,
                            TableChecksum.ofTarget(pair, "public.t", "on the target")::digest);
        }
    }

    private TablePair pair(Sessions sessions) {
        TableDefinition there =
                TargetDatabase.connect(sessions, older.endpoint()).read(TableChecksumTest::definition);
        TableDefinition here =
                SourceDatabase.connect(sessions, newer.endpoint()).read(TableChecksumTest::definition);
        return new TablePair(here, Optional.of(there), true);
    }

    private static TableDefinition definition(Catalog catalog) {
        Map<TableName, Long> oids = catalog.oids(List.of(new TableName("public", "t")));
        return catalog.definitions(catalog.tables(oids.values())).getFirst();
    }
}
