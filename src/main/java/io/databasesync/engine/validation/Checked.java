package io.databasesync.engine.validation;

import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One of several checks that run side by side, with its result and its own refusals.
public final class Checked<T extends @Nullable Object> {
    private final Function<Blockers, T> check;
    private final Blockers refusals = new Blockers();
    private @Nullable T result;

    private Checked(Function<Blockers, T> check) {
        this.check = check;
    }

    /// @param check gets the place for its refusals
    public static <T extends @Nullable Object> Checked<T> of(Function<Blockers, T> check) {
        return new Checked<>(check);
    }

    /// A check without a result.
    public static Checked<Boolean> only(Consumer<Blockers> check) {
        return new Checked<>(blockers -> {
            check.accept(blockers);
            return blockers.isEmpty();
        });
    }

    boolean run() {
        result = check.apply(refusals);
        return refusals.isEmpty();
    }

    Blockers refusals() {
        return refusals;
    }

    /// The result, once the check has run.
    @SuppressWarnings("NullAway") // null only if T may be
    public T result() {
        return result;
    }
}
