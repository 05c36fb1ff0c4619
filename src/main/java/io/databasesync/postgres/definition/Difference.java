package io.databasesync.postgres.definition;

import io.databasesync.sync.Fix;
import java.util.List;
import java.util.stream.Collectors;

/// A difference between an object of the source and the same object of the target.
///
/// @param fix changes the target
/// @param changes the columns whose type the fix changes, or which it drops
public record Difference(String found, Fix fix, List<ColumnChange> changes) {
    public Difference {
        changes = List.copyOf(changes);
    }

    /// A difference whose fix changes no column that the target has.
    public Difference(String found, Fix fix) {
        this(found, fix, List.of());
    }

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
