package io.databasesync.postgres.inplace;

import io.databasesync.postgres.catalog.SequenceValue;
import io.databasesync.postgres.definition.RunSequence;
import io.databasesync.postgres.definition.RunSequence.Drawer;
import io.databasesync.postgres.session.Batch;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.stage.SequenceMove;
import io.databasesync.postgres.stage.SequencePositions;
import io.databasesync.postgres.stage.UsedValues;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.util.List;

/// The sequences of an in-place run, which get their positions at the end of its transaction.
///
/// @param moves those with a position
record InPlaceSequences(Transaction transaction, List<SequenceMove> moves) {

    /// Locks the sequences, with positions that are not behind the values in use.
    static InPlaceSequences lock(Transaction t, InPlaceTables tables, List<SequenceMove> moves) {
        List<SequenceMove> known = UsedValues.notBehind(t, moves, column -> rows(tables, column)).stream()
                .filter(m -> m.value().isPresent())
                .toList();
        known.stream()
                .map(SequenceMove::sequence)
                .filter(s -> s.stays() && s.transactional())
                .forEach(s -> takeOver(t, s));
        return new InPlaceSequences(t, known);
    }

    // A session that has called nextval keeps its lock until its transaction ends. After hours of work the run does not
    // fail for that: setval takes effect at once then.
    private static void takeOver(Transaction t, RunSequence sequence) {
        Statements locking = t.during("locking sequence " + sequence.name(), Reason.PublishFailed);
        locking.execute("savepoint sequence");
        try {
            locking.execute(SequencePositions.takeOver(sequence.spelled()));
        } catch (SyncException e) {
            if (e.reason() != Reason.TargetLocked) {
                throw e;
            }
            locking.execute("rollback to savepoint sequence");
        }
        locking.execute("release savepoint sequence");
    }

    private static String rows(InPlaceTables tables, Drawer column) {
        return tables.tables().stream()
                .filter(t -> t.name().equals(column.table()))
                .findFirst()
                .map(InPlaceTarget::rows)
                .orElseGet(() -> "only " + Sql.qualified(column.table()));
    }

    void set() {
        Batch setting = new Batch();
        moves.forEach(
                m -> setting.add(setval(m), "setting sequence " + m.sequence().name()));
        transaction.execute(setting, Reason.PublishFailed);
    }

    private static String setval(SequenceMove move) {
        RunSequence s = move.sequence();
        SequenceValue value = move.value().orElseThrow();
        boolean forward = s.stays() && (s.others() || !s.transactional());
        return forward
                ? SequencePositions.advance(s.spelled(), s.sequence().range(), value)
                : SequencePositions.set(s.spelled(), value);
    }
}
