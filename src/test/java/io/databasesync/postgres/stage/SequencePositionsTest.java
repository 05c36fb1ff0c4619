package io.databasesync.postgres.stage;

import io.databasesync.postgres.copy.CopyEnds;
import io.databasesync.postgres.copy.TablePart;
import io.databasesync.postgres.inplace.InPlaceKeys;
import io.databasesync.postgres.stage.SequencePositions;
import static io.databasesync.testing.postgres.Shapes.foreignKey;
import static io.databasesync.testing.postgres.Shapes.integer;
import static io.databasesync.testing.postgres.Shapes.pair;
import static io.databasesync.testing.postgres.Shapes.serial;
import static io.databasesync.testing.postgres.Shapes.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import io.databasesync.postgres.catalog.SequenceValue;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.SelectExpression;
import io.databasesync.postgres.catalog.SourceRows;
import io.databasesync.postgres.definition.TableDdl;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
