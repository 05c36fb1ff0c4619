package io.databasesync.postgres.stage;

import static io.databasesync.testing.postgres.Definitions.serial;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.catalog.SequenceValue;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Where sequences are set to, without a server.
class SequencePositionsTest {
    @Test
    void aSequenceGetsTheSourcesValueOrGoesBehindTheRows() {
        var sequence = serial("id", "s").build();

        assertThat(SequencePositions.set(sequence, "stage.s", "only t", Optional.of(new SequenceValue(7, true))))
                .isEqualTo("select setval('stage.s', 7, true)");
        assertThat(SequencePositions.set(sequence, "stage.s", "only t", Optional.empty()))
                .isEqualTo("select setval('stage.s', max(\"id\")) from only t having max(\"id\") is not null");
        assertThat(SequencePositions.advance(sequence.withAscending(false), new SequenceValue(7, false)))
                .isEqualTo("select setval('\"public\".\"s\"', 7, false) from \"public\".\"s\" where (7, false) <"
                        + " (last_value, is_called)");
    }
}
