package io.databasesync.postgres.session;

import io.databasesync.text.Display;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A transaction of another session, or a prepared one, as its server shows it to our role. Texts are empty if the
/// server hides them. It never contains the text of a statement: that has values in it.
///
/// @param pid of the session; 0 for a prepared transaction
/// @param gid of a prepared transaction; otherwise empty
/// @param since when it began, or was prepared, in UTC
/// @param statement the first word of the last statement
/// @param wraparound whether autovacuum works here, and gives way to nobody
record OpenTransaction(
        int pid,
        String gid,
        String role,
        String application,
        String backend,
        String state,
        String since,
        String statement,
        boolean wraparound) {
    private static final String AUTOVACUUM = "autovacuum worker";
    private static final int LONGEST_NAME = 63;

    static OpenTransaction of(ResultSet row) throws SQLException {
        return new OpenTransaction(
                row.getInt(1),
                text(row.getString(2)),
                text(row.getString(3)),
                text(row.getString(4)),
                text(row.getString(5)),
                text(row.getString(6)),
                text(row.getString(7)),
                text(row.getString(8)),
                row.getBoolean(9));
    }

    private static String text(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }

    boolean autovacuum() {
        return backend.equals(AUTOVACUUM);
    }

    /// The statement that ends it.
    String end() {
        return gid.isEmpty()
                ? "SELECT pg_terminate_backend(%d)".formatted(pid)
                : "ROLLBACK PREPARED " + Sql.literal(gid);
    }

    /// `process 71 (psql) of role app, in a transaction since 2026-11-30 02:11:03 UTC, working on UPDATE`.
    String description() {
        if (!gid.isEmpty()) {
            return "prepared transaction %s of role %s, since %s UTC".formatted(Sql.literal(gid), role, since);
        }
        if (autovacuum()) {
            return "autovacuum in process %d%s, since %s UTC"
                    .formatted(pid, wraparound ? ", which prevents wraparound" : "", since);
        }
        List<String> parts = new ArrayList<>();
        parts.add(
                "process %d%s%s".formatted(pid, inParentheses(application), role.isEmpty() ? "" : " of role " + role));
        if (!since.isEmpty()) {
            parts.add("in a transaction since %s UTC".formatted(since));
        }
        parts.addAll(activity());
        return String.join(", ", parts);
    }

    private List<String> activity() {
        if (state.isEmpty()) {
            return List.of("and pg_read_all_stats would show more");
        }
        if (statement.isEmpty()) {
            return List.of(state);
        }
        return List.of(state.equals("active") ? "working on " + statement : state + " after " + statement);
    }

    private static String inParentheses(String name) {
        return name.isBlank() ? "" : " (" + Display.cut(name.replaceAll("\\p{Cntrl}+", " "), LONGEST_NAME) + ")";
    }
}
