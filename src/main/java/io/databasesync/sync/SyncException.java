package io.databasesync.sync;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The one exception of a sync. Its message names the object, the found state, the needed state, and ends with the
/// fix. It never contains a password, a connection string or a value of a row.
public final class SyncException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final @Nullable String sqlState;
    private final transient List<NamedRows> rows;

    public SyncException(Reason reason, String message) {
        this(reason, message, null, null);
    }

    public SyncException(Reason reason, String message, @Nullable Throwable cause) {
        this(reason, message, null, cause);
    }

    public SyncException(Reason reason, String message, @Nullable String sqlState, @Nullable Throwable cause) {
        this(reason, message, sqlState, cause, List.of());
    }

    private SyncException(
            Reason reason, String message, @Nullable String sqlState, @Nullable Throwable cause, List<NamedRows> rows) {
        super(message, cause);
        this.reason = reason;
        this.sqlState = sqlState;
        this.rows = List.copyOf(rows);
    }

    /// A copy with the rows that it concerns, for a person in a terminal.
    public SyncException naming(List<NamedRows> named) {
        return new SyncException(reason, getMessage(), sqlState, getCause(), named);
    }

    /// The failure itself if it is a `SyncException`, otherwise one that reports a bug.
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

    /// The rows that it concerns; the message gives their number.
    public List<NamedRows> rows() {
        return rows;
    }

    /// The server's SQLSTATE, if a server refused a statement.
    public Optional<String> sqlState() {
        return Optional.ofNullable(sqlState);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
