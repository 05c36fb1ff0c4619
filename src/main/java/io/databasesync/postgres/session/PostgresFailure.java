package io.databasesync.postgres.session;

import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.text.Display;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Translates an error of the server or the driver into the reason why a run ends.
///
/// @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">SQLSTATE</a>
public final class PostgresFailure {
    private static final Pattern VERB = Pattern.compile("^\\w+ing (?:for |up |after |a transaction on )?");
    private static final Pattern PLACE = Pattern.compile(" (?:on|in|from) the (?:source|target|stage)$");

    /// `dependent_objects_still_exist`
    private static final String DEPENDENT_OBJECTS = "2BP01";

    private PostgresFailure() {}

    /// A failed statement.
    ///
    /// @param reason what the failure means, unless the SQLSTATE says something more general, such
    /// as a lost connection
    /// @param doing what failed, with its object, as a verb and its object: `copying table public.orders`
    public static SyncException of(SQLException failure, Reason reason, String doing) {
        String state = Objects.requireNonNullElse(failure.getSQLState(), "");
        Reason actual = locksExhausted(failure) ? Reason.LimitTooLow : reason(state, reason);
        return SyncException.of(
                        actual,
                        object(doing),
                        "%s: %s".formatted(doing, text(failure, state)),
                        Fix.advice(fix(actual, state)))
                .withSqlState(state)
                .causedBy(failure);
    }

    // Another attempt would need as many. Only the hint says which of the server's memory is full.
    private static boolean locksExhausted(SQLException failure) {
        @Nullable ServerErrorMessage message = failure instanceof PSQLException p ? p.getServerErrorMessage() : null;
        return message != null
                && Objects.requireNonNullElse(message.getHint(), "").contains("max_locks_per_transaction");
    }

    // The words after the verb name the object.
    private static String object(String doing) {
        int table = doing.indexOf(" table ");
        String object = table < 0 ? VERB.matcher(doing).replaceFirst("") : doing.substring(table + 1);
        return PLACE.matcher(object).replaceFirst("");
    }

    private static Reason reason(String state, Reason otherwise) {
        return switch (state) {
            case "55P03", "40P01" -> Reason.TargetLocked;
            // no transaction of ours can fail to be serialized
            case "40001" -> Reason.StandbyConflict;
            case "42501" -> Reason.PrivilegeMissing;
            case "57P01", "57P02", "57P03", "57P05", "25P03", "25P04" -> Reason.ConnectionLost;
            default -> {
                if (state.startsWith("08")) {
                    yield Reason.ConnectionLost;
                }
                yield state.startsWith("53") ? Reason.InsufficientResources : otherwise;
            }
        };
    }

    private static String fix(Reason reason, String state) {
        return switch (reason) {
            case TargetLocked, SourceLocked -> "end the transaction that holds the lock, or sync again later";
            case StandbyConflict ->
                "sync again, and set hot_standby_feedback = on or raise max_standby_streaming_delay on that standby, or name its primary";
            case LimitTooLow ->
                "raise max_locks_per_transaction on that server and restart it, or sync fewer tables at a time";
            case PrivilegeMissing -> "grant the role what the server names";
            case ConnectionLost -> "check the server and the network, then sync again";
            case InsufficientResources ->
                "53100".equals(state)
                        ? "free disk space on that server"
                        : "give that server more memory or connections, or lower parallelism";
            case CopyFailed ->
                state.startsWith("23")
                        ? "correct the rows of the source that violate the constraint, or drop the constraint on the target"
                        : "correct what the server names, then sync again";
            case IndexFailed ->
                state.startsWith("23")
                        ? "correct the rows of the source that violate this index or constraint, or drop it on the target"
                        : "correct what the server names, then sync again";
            default ->
                DEPENDENT_OBJECTS.equals(state)
                        ? "drop what depends on it, then sync again"
                        : "correct what the server names, then sync again";
        };
    }

    /// Where the server was when it failed: the functions that it executed, the innermost first. It may quote rows.
    public static Optional<String> context(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PSQLException p && p.getServerErrorMessage() != null) {
                return Optional.ofNullable(p.getServerErrorMessage().getWhere());
            }
        }
        return Optional.empty();
    }

    /// The server's message, without the values that some classes of errors quote in it. The detail is included only
    /// where it names the objects that depend on another one: elsewhere it quotes rows.
    public static String text(SQLException failure, String state) {
        @Nullable ServerErrorMessage server = failure instanceof PSQLException p ? p.getServerErrorMessage() : null;
        String text = server == null ? driverText(failure) : Objects.toString(server.getMessage(), "no message");
        if (state.startsWith("22")) {
            text = text.replaceFirst(": \".*", "");
        }
        if (server != null && server.getDetail() != null && DEPENDENT_OBJECTS.equals(state)) {
            text = text + ": " + server.getDetail();
        }
        String column = server == null || server.getColumn() == null ? "" : ", column " + server.getColumn();
        String clean = text.replaceAll("\\p{Cntrl}+", " ");
        String cut = Display.cut(clean, 500);
        return cut + column + (state.isEmpty() ? "" : " (SQLSTATE " + state + ")");
    }

    private static String driverText(SQLException failure) {
        @Nullable Throwable cause = failure.getCause();
        String text = Objects.toString(failure.getMessage(), failure.getClass().getSimpleName());
        return cause == null || cause.getMessage() == null || text.contains(cause.getMessage())
                ? text
                : text + " (" + cause.getMessage() + ")";
    }
}
