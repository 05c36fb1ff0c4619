package io.databasesync.postgres.catalog;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// The position of a sequence, as `setval` takes it.
public record SequenceValue(long lastValue, boolean called) {

    /// The one of some positions that a sequence reaches last.
    public static Optional<SequenceValue> furthest(Sequence.Range range, Collection<SequenceValue> values) {
        Comparator<SequenceValue> byValue = Comparator.comparingLong(SequenceValue::lastValue);
        return values.stream()
                .max((range.ascending() ? byValue : byValue.reversed()).thenComparing(SequenceValue::called));
    }

    /// This position, or the first one of the range if the range begins later.
    public SequenceValue within(Sequence.Range range) {
        boolean before = range.ascending() ? lastValue < range.min() : lastValue > range.max();
        return before ? new SequenceValue(range.ascending() ? range.min() : range.max(), false) : this;
    }
}
