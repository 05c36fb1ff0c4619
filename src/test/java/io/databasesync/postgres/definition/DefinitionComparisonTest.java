package io.databasesync.postgres.definition;

import static io.databasesync.testing.postgres.Definitions.column;
import static io.databasesync.testing.postgres.Definitions.definition;
import static io.databasesync.testing.postgres.Definitions.foreignKey;
import static io.databasesync.testing.postgres.Definitions.index;
import static io.databasesync.testing.postgres.Definitions.integer;
import static io.databasesync.testing.postgres.Definitions.primaryKey;
import static io.databasesync.testing.postgres.Definitions.serial;
import static io.databasesync.testing.postgres.Definitions.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.catalog.Check;
import io.databasesync.postgres.catalog.ExtendedStatistics;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The three ways to compare two definitions: part by part, as one definition, and for what is absent.
class DefinitionComparisonTest {
    private static final TableDefinition WHOLE = definition("t", integer("id").withNotNull(true), text("v"))
            .withIndexes(List.of(primaryKey("t_pkey", "id"), index("t_v", "v").build()))
            .withChecks(List.of(new Check("short", "CHECK (true)", true, true, null)))
            .withForeignKeys(List.of(foreignKey("to_p", "t", "p").build()))
            .withSequences(List.of(serial("id", "t_id_seq").build()))
            .withStatistics(List.of(new ExtendedStatistics("public", "pairs", "ON id, v FROM ", null, null)));

    @Test
    void aKeptTableDiffersByEachPartThatWasAddedAlteredOrDropped() {
        DefinitionComparison comparison = new DefinitionComparison(Map.of("prev", "public"), List.of());
        TableDefinition live = WHOLE.withIndexes(
                        List.of(primaryKey("t_pkey", "id"), index("t_w", "v").build()))
                .withChecks(List.of(new Check("short", "CHECK (false)", true, true, null)));

        assertThat(comparison.differences(live, WHOLE))
                .containsExactlyInAnyOrder(
                        "constraint short was altered", "index t_w was added", "index t_v was dropped");
    }

    @Test
    void schemasAndValidityAreNoDifferenceToAKeptTable() {
        DefinitionComparison comparison = new DefinitionComparison(Map.of("prev", "public"), List.of());
        TableDefinition kept = definition(
                        "t",
                        column("id", "integer", "int4")
                                .defaultExpression("nextval('prev.s'::regclass)")
                                .build())
                .withIndexes(List.of(index("t_id", "id").valid(false).build()));
        TableDefinition live = definition(
                        "t",
                        column("id", "integer", "int4")
                                .defaultExpression("nextval('public.s'::regclass)")
                                .build())
                .withIndexes(List.of(index("t_id", "id").bytes(5).build()));

        assertThat(comparison.differences(live, kept)).isEmpty();
    }

    @Test
    void rightsAndSizesAreNoPartOfADefinition() {
        TableDefinition granted = WHOLE.withForeignKeys(List.of(foreignKey("to_p", "t", "p")
                        .rights(new ForeignKey.Rights(false, "another", false, false))
                        .build()))
                .withSequences(List.of(serial("id", "t_id_seq")
                        .rights(new Sequence.Rights(false, false, false))
                        .build()))
                .withIndexes(List.of(
                        primaryKey("t_pkey", "id").withBytes(1),
                        index("t_v", "v").build()));

        assertThat(granted.sameDefinition(WHOLE)).isTrue();
        assertThat(WHOLE.withForeignKeys(List.of()).sameDefinition(WHOLE)).isFalse();
    }

    @Test
    void aTableThatHasEverythingLacksNothing() {
        assertThat(new AbsentParts(WHOLE, WHOLE).sentences()).isEmpty();
    }

    @Test
    void everyPartThatIsAbsentIsNamed() {
        assertThat(new AbsentParts(WHOLE, definition("t", text("v"))).sentences())
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
        TableDefinition bare = WHOLE.withIndexes(List.of(
                primaryKey("t_pkey", "id").withConstraint(null),
                index("t_v", "v").build()));

        assertThat(new AbsentParts(WHOLE, bare).sentences()).containsExactly("primary key t_pkey is absent");
    }

    @Test
    void anIndexOfThatNameOverOtherColumnsIsNotEnough() {
        TableDefinition other = WHOLE.withIndexes(
                List.of(primaryKey("t_pkey", "id"), index("t_v", "id").build()));

        assertThat(new AbsentParts(WHOLE, other).sentences()).containsExactly("index t_v is absent");
    }

    @Test
    void whatIsNotWholeIsNamedUnlessItHasToBeSo() {
        TableDefinition broken = WHOLE.withIndexes(List.of(
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
        DefinitionComparison comparison =
                new DefinitionComparison(Map.of("prev", "public"), List.of(new TableName("public", "p")));

        assertThat(comparison.differences(WHOLE.withForeignKeys(List.of()), WHOLE))
                .containsExactly("foreign key to_p was dropped");
    }
}
