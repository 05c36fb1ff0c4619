package io.databasesync.api;

import io.databasesync.sync.Reason;
import io.databasesync.sync.ReasonWord;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Every reason that a condition or a status can have.
public final class ReasonWords {
    private ReasonWords() {}

    public static Stream<ReasonWord> all() {
        return Stream.concat(Arrays.stream(Reason.values()), Arrays.stream(ConditionReason.values()));
    }

    /// The reason with this name; empty for a word of another release.
    public static Optional<ReasonWord> find(@Nullable String name) {
        return all().filter(word -> word.name().equals(name)).findFirst();
    }
}
