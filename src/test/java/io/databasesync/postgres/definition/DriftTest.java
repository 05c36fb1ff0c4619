package io.databasesync.postgres.definition;

import static io.databasesync.testing.postgres.Definitions.column;
import static io.databasesync.testing.postgres.Definitions.definition;
import static io.databasesync.testing.postgres.Definitions.index;
import static io.databasesync.testing.postgres.Definitions.integer;
import static io.databasesync.testing.postgres.Definitions.pair;
import static io.databasesync.testing.postgres.Definitions.primaryKey;
import static io.databasesync.testing.postgres.Definitions.text;
import static io.databasesync.testing.postgres.Definitions.type;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.Relocation;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.catalog.UserType;
import io.databasesync.sync.Fix;
import io.databasesync.sync.TableName;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What differs between both ends, and the statement that mends it.
class DriftTest {
    @Test
    void tablesThatDifferInWhatTheTargetMayHaveOfItsOwnDoNotDrift() {
        Column notNull = integer("id").withNotNull(true).withDefaultExpression("7");

        assertThat(drift(definition("t", integer("id"), text("v")), definition("t", text("v"), notNull)))
                .isEmpty();
    }

    @Test
    void aColumnOfOneEndIsAddedOrDropped() {
        assertThat(drift(definition("t", integer("id"), text("v")), definition("t", integer("id"), text("w"))))
                .containsExactly("ALTER TABLE public.t ADD COLUMN v text", "ALTER TABLE public.t DROP COLUMN w");
    }

    @Test
    void aColumnOfAnotherTypeGetsTheSources() {
        assertThat(drift(
                        definition("t", integer("a")),
                        definition("t", column("a", "bigint", "int8").build())))
                .containsExactly("ALTER TABLE public.t ALTER COLUMN a TYPE integer");
        assertThat(drift(
                        definition("t", integer("a")), definition("t", text("a").withDefaultExpression("'1'::text"))))
                .containsExactly(
                        "ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT, ALTER COLUMN a TYPE integer USING a::text::integer");
    }

    @Test
    void aCollationAndAGeneratedColumnOfTheTargetDrift() {
        assertThat(drift(definition("t", text("a").withCollation("pg_catalog.\"C\"")), definition("t", text("a"))))
                .containsExactly("ALTER TABLE public.t ALTER COLUMN a TYPE text COLLATE pg_catalog.\"C\"");
        assertThat(drift(definition("t", text("a")), definition("t", text("a").withGenerated("s"))))
                .containsExactly("ALTER TABLE public.t ALTER COLUMN a DROP EXPRESSION");
    }

    @Test
    void anotherPrimaryKeyDrifts() {
        TableDefinition source =
                definition("t", integer("a"), integer("b")).withIndexes(List.of(primaryKey("t_pkey", "a")));
        TableDefinition target =
                definition("t", integer("a"), integer("b")).withIndexes(List.of(primaryKey("t_pkey", "b")));

        assertThat(drift(source, target))
                .containsExactly(
                        "DELETE FROM public.t WHERE a IS NULL",
                        "ALTER TABLE public.t DROP CONSTRAINT t_pkey, ADD CONSTRAINT t_pkey PRIMARY KEY (a)");
        assertThat(drift(definition("t", integer("a"), integer("b")), target)).isEmpty();
    }

    @Test
    void labelsThatTheTargetLacksAreAddedInTheirPlaces() {
        assertThat(TypeDrift.of(
                        type("e", List.of("bad", "sad", "fine", "glad"), null),
                        type("e", List.of("sad", "glad", "own"), null),
                        List.of()))
                .contains(new Difference(
                        "type public.mood lacks labels on the target ('bad', 'fine')",
                        Fix.run(
                                "ALTER TYPE public.mood ADD VALUE 'bad' BEFORE 'sad'",
                                "ALTER TYPE public.mood ADD VALUE 'fine' AFTER 'sad'")));
        assertThat(TypeDrift.of(type("e", List.of("a"), null), type("e", List.of("a", "b"), null), List.of()))
                .isEmpty();
    }

    @Test
    void aTypeOfAnotherKindIsMadeAnewAndItsColumnsGetIt() {
        TableDefinition there = definition(
                "t",
                column("m", "public.mood", "mood").build(),
                column("ms", "public.mood[]", "mood").build());

        assertThat(TypeDrift.of(
                        type("e", List.of("a"), null), type("d", List.of(), "text"), List.of(pair(there, there))))
                .hasValueSatisfying(
                        difference -> assertThat(difference.fix().statements())
                                .startsWith("ALTER DOMAIN public.mood RENAME TO mood_old")
                                .endsWith(
                                        "ALTER TABLE public.t ALTER COLUMN m TYPE public.mood USING m::text::public.mood",
                                        "ALTER TABLE public.t ALTER COLUMN ms TYPE public.mood[] USING ms::text::public.mood[]"));
    }

    @Test
    void aDomainsChecksAndACompositesAttributesAreMended() {
        assertThat(TypeDrift.of(
                        type("d", List.of(), "text", new UserType.Part("short", "CHECK (true)", "")),
                        type("d", List.of(), "text", new UserType.Part("long", "CHECK (false)", "")),
                        List.of()))
                .contains(new Difference(
                        "type public.mood has other constraints on the target",
                        Fix.run(
                                "ALTER DOMAIN public.mood DROP CONSTRAINT long",
                                "ALTER DOMAIN public.mood ADD CONSTRAINT short CHECK (true) NOT VALID")));
        assertThat(TypeDrift.of(
                        type("c", List.of(), null, part("a", "integer"), part("b", "text")),
                        type("c", List.of(), null, part("a", "integer"), part("c", "text")),
                        List.of()))
                .contains(new Difference(
                        "type public.mood has the attributes (a integer, b text) on the source and (a integer, c text) on the target",
                        Fix.run(
                                "ALTER TYPE public.mood DROP ATTRIBUTE c",
                                "ALTER TYPE public.mood ADD ATTRIBUTE b text")));
    }

    @Test
    void usesOfATypeAreColumnsOfItAndOfItsArrays() {
        TableDefinition there = definition(
                "t", integer("id"), column("ms", "public.mood[]", "mood").build());

        assertThat(TypeUse.of(List.of(pair(there, there)), type("e", List.of(), null)))
                .containsExactly(new TypeUse(
                        new TableName("public", "t"), there.columns().get(1), true));
    }

    @Test
    void featuresThatAnOlderServerLacksAreNamedWithTheMajorThatHasThem() {
        TableDefinition t = definition(
                        "t",
                        integer("g").withGenerated("v"),
                        column("n", "numeric(2,5)", "numeric").build())
                .withIndexes(List.of(index("t_n", "n")
                        .definition("USING btree (n) NULLS NOT DISTINCT")
                        .build()));
        t = t.withTable(t.table().withOptions(List.of("fillfactor=50", "toast.autovacuum_vacuum_max_threshold=7")));

        assertThat(NewerFeatures.lacking(t, 14))
                .containsExactly(
                        "virtual generated column g needs PostgreSQL 18",
                        "column of a numeric type with an odd scale n needs PostgreSQL 15",
                        "storage option autovacuum_vacuum_max_threshold needs PostgreSQL 18",
                        "NULLS NOT DISTINCT of index t_n needs PostgreSQL 15");
        assertThat(NewerFeatures.lacking(t, 18)).isEmpty();
    }

    private static List<String> drift(TableDefinition source, TableDefinition target) {
        TablePair pair = pair(source, target);
        return new TableDrift(pair, Relocation.NONE, new ColumnOwners(List.of(pair), List.of()))
                .differences().stream()
                        .flatMap(difference -> difference.fix().statements().stream())
                        .toList();
    }

    private static UserType.Part part(String name, String type) {
        return new UserType.Part(name, type, type);
    }
}
