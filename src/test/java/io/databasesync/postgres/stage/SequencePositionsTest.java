package io.databasesync.postgres.stage;

import static io.databasesync.testing.postgres.Definitions.serial;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.SequenceValue;
import io.databasesync.postgres.definition.RunSequence;
import io.databasesync.postgres.definition.RunSequence.Drawer;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Where sequences are set to, without a server.
class SequencePositionsTest {
    private static final Sequence.Range UP = new Sequence.Range(1, 1, 100, false);
    private static final Sequence.Range DOWN = new Sequence.Range(-1, -100, -1, false);

    @Test
    void aSequenceOfOthersOnlyMovesForward() {
        assertThat(SequencePositions.set("s", new SequenceValue(7, true)))
                .isEqualTo("select pg_catalog.setval('s', 7, true)");
        assertThat(SequencePositions.advance("s", UP, new SequenceValue(7, true)))
                .isEqualTo("select pg_catalog.setval('s', 7, true) from s where (7, true) > (last_value, is_called)");
        assertThat(SequencePositions.advance("s", DOWN, new SequenceValue(-7, false)))
                .isEqualTo(
                        "select pg_catalog.setval('s', -7, false) from s where (last_value, false) > (-7, is_called)");
    }

    @Test
    void aSequenceIsNotBehindAValueInUse() {
        assertThat(moved(UP, 7, true, 9)).isEqualTo(new SequenceValue(9, true));
        assertThat(moved(UP, 9, true, 7)).isEqualTo(new SequenceValue(9, true));
        assertThat(moved(DOWN, -7, true, -9)).isEqualTo(new SequenceValue(-9, true));
        assertThat(moved(new Sequence.Range(1, 1, 100, true), 7, false, 9))
                .as("one that starts again at its end")
                .isEqualTo(new SequenceValue(7, false));
    }

    @Test
    void aSequenceThatWasNeverCalledStaysSo() {
        assertThat(moved(UP, 1, false, 9)).isEqualTo(new SequenceValue(10, false));
        assertThat(moved(UP, 9, false, 7)).isEqualTo(new SequenceValue(9, false));
        assertThat(moved(DOWN, -1, false, -9)).isEqualTo(new SequenceValue(-10, false));
        assertThat(moved(UP, 1, false, 100)).isEqualTo(new SequenceValue(100, true));
    }

    @Test
    void aPositionBeforeTheRangeIsItsBeginning() {
        assertThat(new SequenceValue(-5, true).within(UP)).isEqualTo(new SequenceValue(1, false));
        assertThat(new SequenceValue(5, true).within(DOWN)).isEqualTo(new SequenceValue(-1, false));
        assertThat(new SequenceValue(5, true).within(UP)).isEqualTo(new SequenceValue(5, true));
    }

    private static SequenceValue moved(Sequence.Range range, long from, boolean called, long used) {
        RunSequence sequence = new RunSequence(
                serial("id", "s").range(range).build(),
                Optional.empty(),
                false,
                List.of(),
                List.of(new Drawer(new TableName("public", "t"), "id")),
                false);
        return new SequenceMove(sequence, Optional.of(new SequenceValue(from, called)))
                .notBehind(Optional.of(new SequenceValue(used, true)))
                .value()
                .orElseThrow();
    }
}
