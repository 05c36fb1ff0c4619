package io.databasesync.postgres.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.TableName;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RepointingTest {
    private final Repointing repointing = new Repointing(Map.of(
            new TableName("public", "t"), new TableName("stage", "t"),
            new TableName("My \"S", "T.x"), new TableName("stage_2", "T.x"),
            new TableName("s", "é$1"), new TableName("stage_3", "é$1")));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            select t.id from public.t                                 | select t.id from "stage"."t"
            select t.id from "public".t t(a, b)                       | select t.id from "stage"."t" t(a, b)
            select x.id from "My ""S"."T.x" x where (x.id > 1.5)      | select x.id from "stage_2"."T.x" x where (x.id > 1.5)
            select x.* from s.é$1 x, s.é$12, s.é                      | select x.* from "stage_3"."é$1" x, s.é$12, s.é
            select 'public.t', E'\\'public.t', 'it''s public.t'       | select 'public.t', E'\\'public.t', 'it''s public.t'
            select public.t(1), a.public.t, public.tt, xpublic.t      | select public.t(1), a.public.t, public.tt, xpublic.t
            select 'public.t'::regclass, '"My ""S"."T.x"'::regclass   | select '"stage"."t"'::regclass, '"stage_2"."T.x"'::regclass
            select 'public.other'::regclass, 'a b'::regclass          | select 'public.other'::regclass, 'a b'::regclass
            select ("*SELECT* 1".v)::public.t from public.t "*SELECT* 1" | select ("*SELECT* 1".v)::"stage"."t" from "stage"."t" "*SELECT* 1"
            """)
    void givesRelationsTheirNewNames(String query, String expected) {
        assertThat(repointing.of(query)).isEqualTo(expected);
    }
}
