package io.databasesync.postgres.catalog;

import static io.databasesync.postgres.catalog.Shapes.column;
import static io.databasesync.postgres.catalog.Shapes.foreignKey;
import static io.databasesync.postgres.catalog.Shapes.index;
import static io.databasesync.postgres.catalog.Shapes.integer;
import static io.databasesync.postgres.catalog.Shapes.primaryKey;
import static io.databasesync.postgres.catalog.Shapes.serial;
import static io.databasesync.postgres.catalog.Shapes.shape;
import static io.databasesync.postgres.catalog.Shapes.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The three ways to compare two shapes: part by part, as one definition, and for what is absent.
class ShapeComparisonTest {
    private static final TableShape WHOLE = shape("t", integer("id").withNotNull(true), text("v"))
            .withIndexes(List.of(primaryKey("t_pkey", "id"), index("t_v", "v").build()))
            .withChecks(List.of(new Check("short", "CHECK (true)", true, true, null)))
            .withForeignKeys(List.of(foreignKey("to_p", "t", "p").build()))
            .withSequences(List.of(serial("id", "t_id_seq").build()))
            .withStatistics(List.of(new ExtendedStatistics("public", "pairs", "ON id, v FROM ", null, null)));

    @Test
    void aKeptTableDiffersByEachPartThatWasAddedAlteredOrDropped() {
        ShapeComparison comparison = new ShapeComparison(Map.of("prev", "public"), List.of());
        TableShape live = WHOLE.withIndexes(List.of(primaryKey("t_pkey", "id"), index("t_w", "v").build()))
                .withChecks(List.of(new Check("short", "CHECK (false)", true, true, null)));

        assertThat(comparison.differences(live, WHOLE))
                .containsExactlyInAnyOrder(
                        "constraint short was altered", "index t_w was added", "index t_v was dropped");
    }

    @Test
    void schemasAndValidityAreNoDifferenceToAKeptTable() {
        ShapeComparison comparison = new ShapeComparison(Map.of("prev", "public"), List.of());
        TableShape kept = shape("t", column("id", "integer", "int4")
                        .defaultExpression("nextval('prev.s'::regclass)")
                        .build())
                .withIndexes(List.of(index("t_id", "id").valid(false).build()));
        TableShape live = shape("t", column("id", "integer", "int4")
                        .defaultExpression("nextval('public.s'::regclass)")
                        .build())
                .withIndexes(List.of(index("t_id", "id").bytes(5).build()));

        assertThat(comparison.differences(live, kept)).isEmpty();
    }

    @Test
    void rightsAndSizesAreNoPartOfADefinition() {
        TableShape granted = WHOLE.withForeignKeys(List.of(foreignKey("to_p", "t", "p")
                        .rights(new ForeignKey.Rights(false, "another", false, false))
                        .build()))
                .withSequences(List.of(serial("id", "t_id_seq")
                        .rights(new Sequence.Rights(false, false))
                        .build()))
                .withIndexes(List.of(
                        primaryKey("t_pkey", "id").withBytes(1), index("t_v", "v").build()));

        assertThat(granted.sameDefinition(WHOLE)).isTrue();
        assertThat(WHOLE.withForeignKeys(List.of()).sameDefinition(WHOLE)).isFalse();
    }

    @Test
    void aTableThatHasEverythingLacksNothing() {
        assertThat(new AbsentParts(WHOLE, WHOLE).sentences()).isEmpty();
    }

    @Test
    void everyPartThatIsAbsentIsNamed() {
        assertThat(new AbsentParts(WHOLE, shape("t", text("v"))).sentences())
                .containsExactly(
                        "column id is absent",
                        "primary key t_pkey is absent",
                        "index t_v is absent",
                        "constraint short is absent",
                        "foreign key to_p is absent",
                        "sequence t_id_seq is absent",
                        "statistics object pairs is absent");
    }

    @Test
    void anIndexWithoutItsConstraintIsNotEnough() {
        TableShape bare = WHOLE.withIndexes(List.of(
                primaryKey("t_pkey", "id").withConstraint(null), index("t_v", "v").build()));

        assertThat(new AbsentParts(WHOLE, bare).sentences()).containsExactly("primary key t_pkey is absent");
    }

    @Test
    void anIndexOfThatNameOverOtherColumnsIsNotEnough() {
        TableShape other = WHOLE.withIndexes(
                List.of(primaryKey("t_pkey", "id"), index("t_v", "id").build()));

        assertThat(new AbsentParts(WHOLE, other).sentences()).containsExactly("index t_v is absent");
    }

    @Test
    void whatIsNotWholeIsNamedUnlessItHasToBeSo() {
        TableShape broken = WHOLE.withIndexes(List.of(
                        primaryKey("t_pkey", "id"),
                        index("t_v", "v").valid(false).build()))
                .withChecks(List.of(new Check("short", "CHECK (true) NOT VALID", false, true, null)))
                .withForeignKeys(
                        List.of(foreignKey("to_p", "t", "p").validated(false).build()))
                .withColumns(List.of(integer("id"), text("v")));

        assertThat(new AbsentParts(WHOLE, broken).sentences())
                .containsExactly(
                        "NOT NULL of column id is absent",
                        "index t_v is not valid",
                        "constraint short is not validated",
                        "constraint to_p is not validated");
        assertThat(new AbsentParts(broken, broken).sentences()).isEmpty();
    }

    @Test
    void aForeignKeyToATableThatComesBackIsCompared() {
        ShapeComparison comparison =
                new ShapeComparison(Map.of("prev", "public"), List.of(new TableName("public", "p")));

        assertThat(comparison.differences(WHOLE.withForeignKeys(List.of()), WHOLE))
                .containsExactly("foreign key to_p was dropped");
    }
}
