package io.databasesync.sync;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The one exception of a sync. Code asks it for the reason, the object and the fix; people read its message, which
/// is made of them here and nowhere else. It never contains a password, a connection string or a value of a row.
public final class SyncException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Failure failure;
    private final @Nullable String sqlState;
    private final transient List<NamedRows> rows;

    /// What failed.
    ///
    /// @param object what it concerns, as people write it: `table public.orders`; empty for a bug of ours
    /// @param problem what happened, and what was found or is needed
    private record Failure(Reason reason, String object, String problem, Fix fix) {
        // The object is not repeated if the problem names it.
        String finding() {
            return object.isEmpty() || named() ? problem : object + ": " + problem;
        }

        private boolean named() {
            return Pattern.compile("(?<![\\w.])" + Pattern.quote(object) + "(?![\\w$])")
                    .matcher(problem)
                    .find();
        }

        String message() {
            return fix.equals(Fix.NONE) ? finding() : finding() + "; " + fix;
        }
    }

    private SyncException(Failure failure, @Nullable String sqlState, @Nullable Throwable cause, List<NamedRows> rows) {
        super(failure.message(), cause);
        this.failure = failure;
        this.sqlState = sqlState;
        this.rows = List.copyOf(rows);
    }

    /// @param object the table, index, role, database, field or Secret that it concerns, as people write it
    /// @param problem what happened, and what was found or is needed; the object is put first if it is not in it
    public static SyncException of(Reason reason, String object, String problem, Fix fix) {
        return new SyncException(new Failure(reason, object, problem, fix), null, null, List.of());
    }

    /// The failure itself if it is a `SyncException`, otherwise one that reports a bug.
    public static SyncException of(Throwable failure) {
        if (failure instanceof SyncException ours) {
            return ours;
        }
        return of(
                        Reason.InternalError,
                        "",
                        "databasesync has a bug: " + failure,
                        Fix.advice("please report it with the log of this run"))
                .causedBy(failure);
    }

    /// A copy with a cause.
    public SyncException causedBy(Throwable cause) {
        return new SyncException(failure, sqlState, cause, rows);
    }

    /// A copy with the state by which the server, or the driver, names the failure.
    public SyncException withSqlState(@Nullable String state) {
        return new SyncException(failure, state, getCause(), rows);
    }

    /// A copy with the rows that it concerns, for a person in a terminal.
    public SyncException naming(List<NamedRows> named) {
        return new SyncException(failure, sqlState, getCause(), named);
    }

    /// A copy for another reason.
    public SyncException as(Reason reason) {
        return with(new Failure(reason, object(), failure.problem(), fix()));
    }

    /// A copy whose message begins with a place, such as the resource that has the field.
    public SyncException within(String place) {
        return with(new Failure(reason(), object(), place + ": " + finding(), fix()));
    }

    /// A copy that says more about what happened.
    public SyncException explained(String more) {
        return with(new Failure(reason(), object(), failure.problem() + more, fix()));
    }

    /// A copy with something else that mends it as well.
    public SyncException orElse(String advice) {
        return with(new Failure(reason(), object(), failure.problem(), fix().or(advice)));
    }

    /// A copy with another fix.
    public SyncException mendedBy(Fix fix) {
        return with(new Failure(reason(), object(), failure.problem(), fix));
    }

    private SyncException with(Failure changed) {
        return new SyncException(changed, sqlState, this, rows);
    }

    public Reason reason() {
        return failure.reason();
    }

    /// What it concerns, as people write it: `table public.orders`. Empty for a bug of ours.
    public String object() {
        return failure.object();
    }

    /// The message without the fix.
    public String finding() {
        return failure.finding();
    }

    public Fix fix() {
        return failure.fix();
    }

    public boolean retryable() {
        return reason().retryable();
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
