package io.databasesync.postgres.stage;

import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.SequenceValue;
import io.databasesync.postgres.definition.RunSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The position that a sequence of a run has to get.
///
/// @param value empty if it is not known: our role may not read the source's sequence, and no column has a value
public record SequenceMove(RunSequence sequence, Optional<SequenceValue> value) {

    /// The same, but not behind a value that is in use. A sequence that starts again at its end has no largest value.
    SequenceMove notBehind(Optional<SequenceValue> used) {
        if (sequence.sequence().range().cycle() && value.isPresent()) {
            return this;
        }
        List<SequenceValue> values = new ArrayList<>();
        value.ifPresent(values::add);
        used.map(u -> value.filter(v -> !v.called()).isPresent() ? uncalled(u) : u)
                .ifPresent(values::add);
        return new SequenceMove(
                sequence, SequenceValue.furthest(sequence.sequence().range(), values));
    }

    // A sequence that was never called stays so: it begins behind the value.
    private SequenceValue uncalled(SequenceValue used) {
        Sequence.Range range = sequence.sequence().range();
        boolean room = range.ascending()
                ? used.lastValue() <= range.max() - range.increment()
                : used.lastValue() >= range.min() - range.increment();
        return room ? new SequenceValue(used.lastValue() + range.increment(), false) : used;
    }
}
