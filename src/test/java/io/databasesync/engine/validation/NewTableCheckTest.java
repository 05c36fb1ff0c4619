package io.databasesync.engine.validation;

import static io.databasesync.testing.postgres.Definitions.definition;
import static io.databasesync.testing.postgres.Definitions.integer;
import static io.databasesync.testing.postgres.Definitions.pair;
import static io.databasesync.testing.postgres.Definitions.serial;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.catalog.RowTypeUse;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NewTableCheckTest {
    private static final TableName THERE = new TableName("public", "there");
    private static final TableName CREATED = new TableName("public", "created");

    private final TableDefinition there = definition("there", integer("id"))
            .withSequences(List.of(serial("id", "there_id_seq").build()));
    private final TableDefinition created = definition("created", integer("id"))
            .withSequences(List.of(serial("id", "there_id_seq").owned(false).build()));
    private final List<TablePair> pairs = List.of(pair(there, there), new TablePair(created, Optional.empty(), false));
    private final TreeObstacles found = new TreeObstacles(pairs);
    private final NewTableCheck check = new NewTableCheck(pairs, Set.of(THERE), found);

    @Test
    void aTableWhoseRowsAColumnOfANewTableContainsCannotMove() {
        check.rowTypes(List.of(new RowTypeUse(CREATED, "was", THERE)));

        assertThat(found.byTable().get(THERE)).singleElement().satisfies(obstacle -> {
            assertThat(obstacle.reason()).isEqualTo(Reason.DependentBlocks);
            assertThat(obstacle.object()).isEqualTo("table public.there");
            assertThat(obstacle).hasMessageContaining("column was of public.created");
        });
    }

    @Test
    void aTableThatIsNotThereHasNothingToMove() {
        check.rowTypes(List.of(new RowTypeUse(CREATED, "was", new TableName("public", "elsewhere"))));

        assertThat(found.byTable()).isEmpty();
    }

    @Test
    void aTableWhoseSequenceANewTableUsesCannotMove() {
        check.borrowedSequences();

        assertThat(found.byTable().get(THERE))
                .singleElement()
                .satisfies(obstacle ->
                        assertThat(obstacle).hasMessageContaining("column id that uses sequence public.there_id_seq"));
    }
}
