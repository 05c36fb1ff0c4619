package io.databasesync.engine;

import io.databasesync.postgres.SequenceMove;
import io.databasesync.postgres.SourceSnapshot;
import io.databasesync.postgres.Stage;
import io.databasesync.postgres.StageWriter;
import io.databasesync.postgres.StagedTable;
import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.SequenceValue;
import java.util.ArrayList;
import java.util.List;

/// Where the source's sequences stand: the next insert into the target must not collide with a copied row.
final class SequenceValues {
    private SequenceValues() {}

    /// Where every sequence of the tables has to be.
    static List<SequenceMove> read(SourceSnapshot snapshot, List<StagedTable> tables) {
        List<SequenceMove> moves = new ArrayList<>();
        try (SourceSnapshot.Reader reader = snapshot.openReader()) {
            for (StagedTable table : tables) {
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
    static List<SequenceMove> set(Stage stage, List<SequenceMove> moves) {
        try (StageWriter writer = stage.openWriter()) {
            moves.stream()
                    .filter(m -> m.sequence().movesWithTable())
                    .forEach(m -> writer.setSequence(m.table(), m.sequence(), m.value()));
        }
        return moves.stream().filter(m -> !m.sequence().movesWithTable()).toList();
    }
}
