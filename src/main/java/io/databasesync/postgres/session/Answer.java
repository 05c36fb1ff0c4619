package io.databasesync.postgres.session;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The answer to a statement that a transaction asked. The statement is sent with the next message of the transaction,
/// at the latest when somebody wants its answer. Use it in one thread.
public final class Answer<T extends @Nullable Object> {
    private final Supplier<T> source;
    private boolean read;
    private @Nullable T value;

    Answer(Supplier<T> source) {
        this.source = source;
    }

    /// @throws io.databasesync.sync.SyncException if the statement failed
    @SuppressWarnings("NullAway") // a value that was read is null only if T may be
    public T get() {
        if (!read) {
            value = source.get();
            read = true;
        }
        return value;
    }

    /// The answer in another form.
    public <R extends @Nullable Object> Answer<R> map(Function<T, R> form) {
        return new Answer<>(() -> form.apply(get()));
    }
}
