package io.databasesync.postgres.definition;

import io.databasesync.sync.Fix;
import java.util.List;
import java.util.stream.Collectors;

/// A difference between an object of the source and the same object of the target.
///
/// @param fix changes the target
public record Difference(String found, Fix fix) {
    /// What differs, in one sentence.
    public static String found(List<Difference> differences) {
        return differences.stream().map(Difference::found).collect(Collectors.joining("; "));
    }

    /// The fix for all of them.
    public static Fix fix(List<Difference> differences) {
        return Fix.all(differences.stream().map(Difference::fix).toList());
    }

    @Override
    public String toString() {
        return found + "; " + fix;
    }
}
