package io.databasesync.engine;

import io.databasesync.postgres.SharedSequence;
import io.databasesync.postgres.SourceSnapshot;
import io.databasesync.postgres.Stage;
import io.databasesync.postgres.StageWriter;
import io.databasesync.postgres.StagedTable;
import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.SequenceValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Brings the sequences of the new tables to where the source's stand, so that the next insert does not collide.
final class SequenceValues {
    private final SourceSnapshot snapshot;
    private final Stage stage;

    SequenceValues(SourceSnapshot snapshot, Stage stage) {
        this.snapshot = snapshot;
        this.stage = stage;
    }

    /// Sets those that move with their tables.
    ///
    /// @return the others, to be advanced when the stage is published
    List<SharedSequence> set() {
        List<SharedSequence> shared = new ArrayList<>();
        try (SourceSnapshot.Reader reader = snapshot.openReader();
                StageWriter writer = stage.openWriter()) {
            for (StagedTable table : stage.tables()) {
                for (Sequence sequence : table.pair().shape().sequences()) {
                    Optional<SequenceValue> value = table.pair()
                            .source()
                            .sequenceOf(sequence.column())
                            .filter(Sequence::maySelect)
                            .map(reader::value);
                    if (sequence.movesWithTable()) {
                        writer.setSequence(table, sequence, value);
                    } else {
                        value.ifPresent(v -> shared.add(new SharedSequence(table.name(), sequence, v)));
                    }
                }
            }
        }
        return shared;
    }
}
