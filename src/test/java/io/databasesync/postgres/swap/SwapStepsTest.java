package io.databasesync.postgres.swap;

import static io.databasesync.testing.postgres.Definitions.definition;
import static io.databasesync.testing.postgres.Definitions.foreignKey;
import static io.databasesync.testing.postgres.Definitions.integer;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.catalog.ExtendedStatistics;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The statements of a swap, without a server.
class SwapStepsTest {
    private static final Map<String, String> PREVIOUS = Map.of("public", "dbsync_prev_1_public");
    private static final TableName T = new TableName("public", "t");

    private final SwapSteps steps = new SwapSteps();

    @Test
    void aTableMovesOutAndAnotherOneInWithTheirStatistics() {
        TableDefinition t = definition("t", integer("id"))
                .withStatistics(List.of(new ExtendedStatistics("public", "t_stats", "", null, null)));
        steps.makeSchemas(Stream.of(T, T), PREVIOUS);
        steps.moveOut(List.of(t), List.of(), PREVIOUS);
        steps.moveIn(T, "dbsync_stage_1_public", t);

        assertThat(statements())
                .containsExactly(
                        "create schema \"dbsync_prev_1_public\"",
                        "alter table \"public\".\"t\" set schema \"dbsync_prev_1_public\"",
                        "alter statistics \"public\".\"t_stats\" set schema \"dbsync_prev_1_public\"",
                        "alter table \"dbsync_stage_1_public\".\"t\" set schema \"public\"",
                        "alter statistics \"dbsync_stage_1_public\".\"t_stats\" set schema \"public\"");
    }

    @Test
    void statisticsThatAreRecordedWhereTheyComeFromMoveToTheSchemaOfTheTable() {
        TableDefinition t = definition("t", integer("id"))
                .withStatistics(List.of(new ExtendedStatistics("dbsync_prev_1_public", "t_stats", "", null, null)));
        steps.moveIn(T, "dbsync_prev_1_public", t);

        assertThat(statements())
                .last()
                .isEqualTo("alter statistics \"dbsync_prev_1_public\".\"t_stats\" set schema \"public\"");
    }

    @Test
    void foreignKeysAreAddedWithoutACheckOfTheRowsWhichFollowsAfterTheCommit() {
        assertThat(steps.addForeignKeys(
                        List.of(foreignKey("to_parent", "child", "parent").build())))
                .singleElement()
                .satisfies(sql -> assertThat(sql).contains("validate constraint \"to_parent\""));
        assertThat(statements()).first().asString().contains("add constraint \"to_parent\"", "not valid");
    }

    @Test
    void schemasAreDroppedWithoutWhatTheyContain() {
        steps.dropSchemas(List.of("dbsync_stage_1_public"));
        assertThat(statements()).containsExactly("drop schema \"dbsync_stage_1_public\"");
    }

    private List<String> statements() {
        return List.of(steps.script().text().split("\n;\n", -1));
    }
}
