package io.databasesync.sync;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/// Orders things so that each comes after those that it needs.
public final class DependencyOrder {
    private DependencyOrder() {}

    /// Things outside a circle keep their given order as far as their needs allow.
    ///
    /// @param needs gives the things that have to come before a thing; it ignores things that are not in the list
    /// @param circle decides about things that need each other in a circle: names the one that comes first, or
    /// throws
    public static <T> List<T> of(
            Collection<T> things, Function<T, ? extends Collection<T>> needs, Function<List<T>, T> circle) {
        List<T> waiting = new ArrayList<>(things);
        List<T> ordered = new ArrayList<>();
        while (!waiting.isEmpty()) {
            T next = waiting.stream()
                    .filter(thing -> needs.apply(thing).stream()
                            .noneMatch(needed -> !needed.equals(thing) && waiting.contains(needed)))
                    .findFirst()
                    .orElseGet(() -> circle.apply(List.copyOf(waiting)));
            waiting.remove(next);
            ordered.add(next);
        }
        return ordered;
    }
}
