package io.databasesync.engine.run;

import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.stage.SequenceMove;
import io.databasesync.postgres.stage.Stage;
import io.databasesync.postgres.stage.StageConnection;
import java.util.ArrayList;
import java.util.List;

/// The values of the source's sequences. The next insert into the target must not collide with a copied row.
public final class SequenceValues {
    private SequenceValues() {}

    /// Reads the value that each sequence of the tables must have.
    public static List<SequenceMove> read(SourceSnapshot snapshot, List<RunTable> tables) {
        List<SequenceMove> moves = new ArrayList<>();
        try (SourceSnapshot.Reader reader = snapshot.openReader()) {
            for (RunTable table : tables) {
                for (Sequence sequence : table.pair().definition().sequences()) {
                    moves.add(new SequenceMove(
                            table,
                            sequence,
                            table.pair()
                                    .source()
                                    .sequenceOf(sequence.column())
                                    .filter(Sequence::maySelect)
                                    .map(reader::value)));
                }
            }
        }
        return moves;
    }

    /// Sets the sequences that move with their tables.
    ///
    /// @return the other sequences, which the run advances when it publishes the stage
    public static List<SequenceMove> set(Stage stage, List<SequenceMove> moves) {
        try (StageConnection writer = stage.openWriter()) {
            moves.stream().filter(m -> m.sequence().movesWithTable()).forEach(m -> writer.setSequence(stage, m));
        }
        return moves.stream().filter(m -> !m.sequence().movesWithTable()).toList();
    }
}
