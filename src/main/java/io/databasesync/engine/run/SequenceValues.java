package io.databasesync.engine.run;

import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.SequenceValue;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.definition.RunSequence;
import io.databasesync.postgres.stage.SequenceMove;
import io.databasesync.postgres.stage.Stage;
import io.databasesync.postgres.stage.StageConnection;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// The values of the source's sequences. The next insert into the target must not collide with a row.
public final class SequenceValues {
    private SequenceValues() {}

    /// Reads the position of each sequence. Positions are read after the rows, so that none is behind them.
    public static List<SequenceMove> read(SourceSnapshot snapshot, List<RunSequence> sequences) {
        List<Sequence> readable = sequences.stream()
                .flatMap(sequence -> sequence.sources().stream())
                .filter(Sequence::maySelect)
                .toList();
        Iterator<SequenceValue> values = snapshot.values(readable).iterator();
        List<SequenceMove> moves = new ArrayList<>();
        for (RunSequence sequence : sequences) {
            Sequence.Range range = sequence.sequence().range();
            List<SequenceValue> own = sequence.sources().stream()
                    .filter(Sequence::maySelect)
                    .map(_ -> values.next().within(range))
                    .toList();
            moves.add(new SequenceMove(sequence, SequenceValue.furthest(range, own)));
        }
        return moves;
    }

    /// Sets the sequences that move with their tables.
    ///
    /// @param stage complete, with its indexes
    /// @return the other sequences, which the run sets when it publishes the stage
    public static List<SequenceMove> set(Stage stage, List<SequenceMove> moves) {
        try (StageConnection writer = stage.openWriter()) {
            List<SequenceMove> known = writer.content().notBehind(moves, stage.tables()).stream()
                    .filter(m -> m.value().isPresent())
                    .toList();
            writer.setSequences(known.stream().filter(m -> staged(stage, m)).toList(), stage.schemas());
            return known.stream().filter(m -> !staged(stage, m)).toList();
        }
    }

    // A table that stays and is created gets its sequences when it is filled.
    private static boolean staged(Stage stage, SequenceMove move) {
        return move.sequence()
                .table()
                .filter(table -> !stage.staying().contains(table))
                .isPresent();
    }
}
