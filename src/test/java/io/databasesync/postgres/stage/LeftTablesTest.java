package io.databasesync.postgres.stage;

import static io.databasesync.testing.engine.StagedTables.index;
import static io.databasesync.testing.engine.StagedTables.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.definition.RunTable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LeftTablesTest {
    private static final Index KEY = index("t_pkey", "btree", 1);
    private static final RunTable T = table("t", 1, KEY);
    private static final RunTable OTHER = table("other", 1);

    private final LeftTables left = new LeftTables();

    @Test
    void nothingIsLeftOfATableThatNobodyHasLoaded() {
        assertThat(left.isEmpty()).isTrue();
        assertThat(left.of(List.of(T, OTHER))).isEmpty();
        assertThat(left.has(T, KEY)).isFalse();
        assertThat(left.inParts(T)).isFalse();
        assertThat(left.finished(T)).isFalse();
    }

    @Test
    void aTableIsLeftAsTheEarlierProcessMadeIt() {
        left.add(Map.of(T.name(), new LeftTable(2, Set.of("t_pkey"), true)));

        assertThat(left.of(List.of(T, OTHER))).containsExactly(T);
        assertThat(left.has(T, KEY)).isTrue();
        assertThat(left.inParts(T)).isTrue();
        assertThat(left.finished(T)).isTrue();
    }

    @Test
    void aTableThatIsMadeAgainIsNotLeft() {
        left.add(Map.of(T.name(), new LeftTable(1, Set.of(), false)));
        left.remove(T);

        assertThat(left.includes(T)).isFalse();
    }
}
