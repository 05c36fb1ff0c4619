package io.databasesync.postgres.definition;

import static io.databasesync.testing.postgres.Definitions.column;
import static io.databasesync.testing.postgres.Definitions.definition;
import static io.databasesync.testing.postgres.Definitions.integer;
import static io.databasesync.testing.postgres.Definitions.pair;
import static io.databasesync.testing.postgres.Definitions.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.SelectExpression;
import io.databasesync.postgres.catalog.SourceRows;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.session.Sql;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The SQL of everything that reads rows: of all of a table, and of a value with a condition, a masked column and one
/// that is left out.
class SourceRowsTest {
    private static final TableDefinition T = definition("t", integer("id"), text("email"), text("note"));
    private static final SourceRows ALL = SourceRows.all(T);
    private static final SourceRows SOME = new SourceRows(
            ALL.relation(),
            "id > 7",
            List.of(new SelectExpression("id", "\"id\""), new SelectExpression("email", "cast((md5(email)) as text)")));
    private static final String READ =
            "(select ctid, \"id\", cast((md5(email)) as text) as \"email\" from only \"public\".\"t\" where (id > 7))";

    @Test
    void allRowsAreReadFromTheTableItself() {
        assertThat(ALL.plain()).isTrue();
        assertThat(ALL.from("t")).isEqualTo("only \"public\".\"t\" t");
        assertThat(ALL.count()).isEqualTo("select count(*) from only \"public\".\"t\"");
        assertThat(ALL.select(List.of("note", "id"), ""))
                .isEqualTo("select \"note\", \"id\" from only \"public\".\"t\"");
    }

    @Test
    void aConditionAndAMaskAreInEveryQuery() {
        assertThat(SOME.plain()).isFalse();
        assertThat(SOME.from("r")).isEqualTo(READ + " r");
        assertThat(SOME.count()).isEqualTo("select count(*) from only \"public\".\"t\" where (id > 7)");
        assertThat(SOME.select(List.of("email", "id"), "ctid >= '(0,0)'::tid"))
                .isEqualTo("select cast((md5(email)) as text) as \"email\", \"id\" from only \"public\".\"t\" where"
                        + " (id > 7) and ctid >= '(0,0)'::tid");
    }

    @Test
    void aPartitionIsReadInTheSameWay() {
        assertThat(SOME.in("only \"public\".\"t_1\"").count())
                .isEqualTo("select count(*) from only \"public\".\"t_1\" where (id > 7)");
    }

    @Test
    void aColumnThatIsLeftOutIsNeitherCopiedNorCompared() {
        TablePair pair = pair(T, T).withRows(SOME);

        assertThat(pair.columns()).containsExactly("id", "email");
        assertThat(ChecksumSql.ofTarget(pair, "stage.t").columns())
                .extracting(Column::name)
                .containsExactly("email", "id");
    }

    @Test
    void aChecksumIsOverTheRowsAndExpressionsThatAreCopied() {
        ChecksumSql here = ChecksumSql.ofSource(pair(T, T).withRows(SOME));
        String hash =
                "('x' || encode(substring(sha224(convert_to(row(\"email\", \"id\")::text, 'UTF8')), 1, 8), 'hex'))"
                        + "::bit(64)::bigint";

        assertThat(here.digest())
                .isEqualTo("select count(*) as rows, coalesce(sum(h), 0) as sum from (select " + hash + " as h from "
                        + READ + " t) r");
        assertThat(here.buckets(List.of("id"), 4)).contains("select k & 3 as bucket", "from " + READ + " t) r");
        assertThat(here.rows(List.of("id"), 4, List.of(2L)))
                .contains("row(\"id\")::text as key", "ctid as place from " + READ + " t) r where k & 3 in (2)");
    }

    @Test
    void valuesThatAServerPrintsInItsOwnWayAreHashedByTheirBinaryForm() {
        assertThat(Stream.of(
                                column("b", "bytea", "bytea"),
                                column("m", "money", "money"),
                                column("f", "real", "float4"),
                                column("fs", "real[]", "float4"),
                                column("t", "text", "text"))
                        .map(c -> ChecksumColumn.expression(c.build())))
                .containsExactly(
                        "sha224(\"b\")",
                        "cash_send(\"m\")",
                        "float4send(case when \"f\" = 'NaN' then 'NaN' else \"f\" end)",
                        "sha224(array_send(\"fs\"))",
                        "\"t\"");
    }

    @Test
    void binaryIsForTheSameSafeTypeOnBothEnds() {
        assertThat(BinaryFormat.safe(integer("a"), integer("a"))).isTrue();
        assertThat(BinaryFormat.safe(integer("a"), column("a", "bigint", "int8").build()))
                .isFalse();
        Column oid = column("a", "oid", "oid").build();
        assertThat(BinaryFormat.safe(oid, oid)).isFalse();
        Column moods = integer("a").withLeaf(new Column.LeafType("public", "mood", "e", true, true, null, List.of()));
        assertThat(BinaryFormat.safe(moods, moods)).isFalse();
        assertThat(BinaryFormat.unknown(17, 15)).containsExactly("interval");
        assertThat(BinaryFormat.unknown(15, 17)).isEmpty();
    }

    @Test
    void namesAndLiteralsAreQuoted() {
        assertThat(Sql.identifier("a\"b")).isEqualTo("\"a\"\"b\"");
        assertThat(Sql.readable("plain_1")).isEqualTo("plain_1");
        assertThat(Sql.readable("select")).isEqualTo("\"select\"");
        assertThat(Sql.readable("Mixed")).isEqualTo("\"Mixed\"");
        assertThat(Sql.literal("it's")).isEqualTo("'it''s'");
        assertThat(Sql.literal("a\\b'")).isEqualTo("E'a\\\\b'''");
    }
}
