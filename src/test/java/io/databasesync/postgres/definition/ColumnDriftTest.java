package io.databasesync.postgres.definition;

import static io.databasesync.testing.postgres.Definitions.column;
import static io.databasesync.testing.postgres.Definitions.definition;
import static io.databasesync.testing.postgres.Definitions.integer;
import static io.databasesync.testing.postgres.Definitions.pair;
import static io.databasesync.testing.postgres.Definitions.table;
import static io.databasesync.testing.postgres.Definitions.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.Relocation;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What of a column has to be as on the source, and the statements that make it so.
class ColumnDriftTest {
    private static final TableName T = new TableName("public", "t");

    @Test
    void whatTheTargetMayHaveOfItsOwnIsNoDifference() {
        assertThat(difference(integer("a"), integer("a").withNotNull(true).withDefaultExpression("7")))
                .isEmpty();
    }

    @Test
    void typesOfOneFamilyCastByThemselvesAndOthersByTheirText() {
        assertThat(statements(text("a"), column("a", "name", "name").build()))
                .containsExactly("ALTER TABLE public.t ALTER COLUMN a TYPE text");
        assertThat(statements(column("a", "date", "date").build(), text("a")))
                .containsExactly("ALTER TABLE public.t ALTER COLUMN a TYPE date USING a::text::date");
        assertThat(statements(
                        column("a", "integer[]", "int4").build(),
                        column("a", "bigint[]", "int8").build()))
                .as("arrays")
                .containsExactly("ALTER TABLE public.t ALTER COLUMN a TYPE integer[] USING a::text::integer[]");
    }

    @Test
    void aDefaultOfTheTargetGivesWayToTheSources() {
        assertThat(statements(
                        column("a", "date", "date").build().withDefaultExpression("now()"),
                        text("a").withDefaultExpression("'x'::text")))
                .containsExactly("ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT,"
                        + " ALTER COLUMN a TYPE date USING a::text::date, ALTER COLUMN a SET DEFAULT now()");
    }

    /// The server looks at the identity before it runs the other change.
    @Test
    void anIdentityGoesBeforeItsColumnBecomesText() {
        assertThat(statements(text("a"), integer("a").withIdentity("a")))
                .startsWith("ALTER TABLE public.t ALTER COLUMN a DROP IDENTITY");
        assertThat(statements(
                        column("a", "bigint", "int8").build(), integer("a").withIdentity("a")))
                .containsExactly("ALTER TABLE public.t ALTER COLUMN a TYPE bigint");
    }

    @Test
    void vectorsOfOtherDimensionsLoseTheirValues() {
        assertThat(statements(vector(3), vector(2).withNotNull(true)))
                .containsExactly("ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL,"
                        + " ALTER COLUMN a TYPE vector(3) USING NULL");
    }

    @Test
    void aGeneratedColumnOfTheTargetBecomesAnOrdinaryOne() {
        assertThat(statements(integer("a"), integer("a").withGenerated("s")))
                .containsExactly("ALTER TABLE public.t ALTER COLUMN a DROP EXPRESSION");
        assertThat(statements(integer("a"), integer("a").withGenerated("v")))
                .as("a virtual one")
                .containsExactly("ALTER TABLE public.t DROP COLUMN a, ADD COLUMN a integer");
        assertThat(difference(integer("a").withGenerated("s"), integer("a"))).isEmpty();
    }

    @Test
    void theTypeOfAPartitionKeyCannotChange() {
        var whole = definition("t", integer("a"))
                .withTable(table("t")
                        .kind("p")
                        .tree(new Table.Tree(null, List.of(), "RANGE (a)", ""))
                        .build());
        var drift =
                new ColumnDrift(pair(definition("t", text("a")), whole), text("a"), integer("a"), Relocation.NONE, T);

        assertThat(drift.difference())
                .hasValueSatisfying(d -> assertThat(d.fix().statements()).isEmpty());
    }

    private static Column vector(int dimensions) {
        String type = "vector(%d)".formatted(dimensions);
        return column("a", type, "vector")
                .leaf(new Column.LeafType("public", "vector", "b", false, true, "vector", List.of()))
                .build();
    }

    private static List<String> statements(Column source, Column target) {
        return difference(source, target).orElseThrow().fix().statements();
    }

    private static Optional<Difference> difference(Column source, Column target) {
        return new ColumnDrift(
                        pair(definition("t", source), definition("t", target)), source, target, Relocation.NONE, T)
                .difference();
    }
}
