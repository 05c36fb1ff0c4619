package io.databasesync.sync;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The one exception of a sync. Its message names the object, what was found, what was needed, and ends with the fix;
/// it never holds a password, a connection string or a row.
public final class SyncException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final @Nullable String sqlState;

    public SyncException(Reason reason, String message) {
        this(reason, message, null, null);
    }

    public SyncException(Reason reason, String message, @Nullable Throwable cause) {
        this(reason, message, null, cause);
    }

    public SyncException(Reason reason, String message, @Nullable String sqlState, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.sqlState = sqlState;
    }

    /// The failure itself if it is one of ours, else the bug that it is.
    public static SyncException of(Throwable failure) {
        if (failure instanceof SyncException ours) {
            return ours;
        }
        return new SyncException(
                Reason.InternalError,
                "a bug in databasesync: %s; please report it with the log of this run".formatted(failure),
                failure);
    }

    public Reason reason() {
        return reason;
    }

    public boolean retryable() {
        return reason.retryable();
    }

    /// The server's SQLSTATE, if a server said no.
    public Optional<String> sqlState() {
        return Optional.ofNullable(sqlState);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
