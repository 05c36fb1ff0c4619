package io.databasesync.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.TableName;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Of definitions that name objects of an extension, which is in `public` here and in `My "ext"` there.
class RelocationTest {
    private final Relocation relocation = new Relocation(Map.of(
            new TableName("public", "vector"), "My \"ext\"",
            new TableName("public", "Odd\"name"), "My \"ext\"",
            new TableName("public", "<=>"), "My \"ext\"",
            new TableName("public", "similarity"), "My \"ext\""));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            public.vector(3)[]                           | ~vector(3)[]
            public.similarity(a, public.mine(b))         | ~similarity(a, public.mine(b))
            (a OPERATOR(public.<=>) b)                   | (a OPERATOR(~<=>) b)
            public."Odd""name"                           | ~"Odd""name"
            "public".vector                              | ~vector
            (c).vector                                   | (c).vector
            other.vector                                 | other.vector
            "my public".vector                           | "my public".vector
            unpublic.vector                              | unpublic.vector
            public.vector_other                          | public.vector_other
            'public.vector'::text                        | 'public.vector'::text
            'it''s public.vector'::public.vector         | 'it''s public.vector'::~vector
            E'a\\' public.vector' + public.vector(b)     | E'a\\' public.vector' + ~vector(b)
            'public.vector'::regtype                     | '~vector'::regtype
            'public.vector'::regclass                    | 'public.vector'::regclass
            "a.public.vector"                            | "a.public.vector"
            """)
    void namesTheOtherSchemaWhereItIsMeant(String here, String there) {
        assertThat(relocation.apply(here)).isEqualTo(there.replace("~", "\"My \"\"ext\"\"\"."));
    }

    @Test
    void takesTextsOfAnyLength() {
        String text = "'" + "x''".repeat(200_000) + "'::";
        assertThat(relocation.apply(text + "public.vector")).isEqualTo(text + "\"My \"\"ext\"\"\".vector");
    }
}
