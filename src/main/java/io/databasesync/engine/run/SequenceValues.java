package io.databasesync.engine.run;

import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.stage.SequenceMove;
import io.databasesync.postgres.stage.Stage;
import io.databasesync.postgres.stage.StageConnection;
import java.util.ArrayList;
import java.util.List;

/// Where the source's sequences stand: the next insert into the target must not collide with a copied row.
public final class SequenceValues {
    private SequenceValues() {}

    /// Where every sequence of the tables has to be.
    public static List<SequenceMove> read(SourceSnapshot snapshot, List<RunTable> tables) {
        List<SequenceMove> moves = new ArrayList<>();
        try (SourceSnapshot.Reader reader = snapshot.openReader()) {
            for (RunTable table : tables) {
                for (Sequence sequence : table.pair().shape().sequences()) {
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

    /// Sets those that move with their tables.
    ///
    /// @return the others, to be advanced when the stage is published
    public static List<SequenceMove> set(Stage stage, List<SequenceMove> moves) {
        try (StageConnection writer = stage.openWriter()) {
            moves.stream()
                    .filter(m -> m.sequence().movesWithTable())
                    .forEach(m -> writer.setSequence(m.table(), m.sequence(), m.value()));
        }
        return moves.stream().filter(m -> !m.sequence().movesWithTable()).toList();
    }
}
