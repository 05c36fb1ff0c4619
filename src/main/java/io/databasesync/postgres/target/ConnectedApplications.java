package io.databasesync.postgres.target;

import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.sync.Reason;
import io.databasesync.text.Display;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// The applications that are connected to a target, without our own sessions.
public final class ConnectedApplications {
    private static final int NAMED = 10;
    private static final int LONGEST_NAME = 63;

    private ConnectedApplications() {}

    /// `web of role app (3 connections), psql of role admin (1 connection)`; empty without any.
    public static Optional<String> of(TargetDatabase target) {
        List<String> found =
                target.control().inTransaction(TransactionMode.READ_ONLY, ConnectedApplications::descriptions);
        int others = found.size() - NAMED;
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join(", ", found.subList(0, Math.min(NAMED, found.size())))
                        + (others > 0 ? ", and %d more".formatted(others) : ""));
    }

    private static List<String> descriptions(Transaction t) {
        return t.query(
                """
                select coalesce(a.application_name, ''), a.usename, count(*)
                from pg_catalog.pg_stat_activity a
                where a.datname = current_database() and a.usename is not null
                  and coalesce(a.backend_type, 'client backend') = 'client backend'
                  and a.pid <> pg_backend_pid() and coalesce(a.application_name, '') !~ '^databasesync '
                group by 1, 2
                order by 3 desc, 1, 2""",
                row -> description(Objects.requireNonNullElse(row.getString(1), ""), row.getString(2), row.getLong(3)),
                Reason.ConnectionLost,
                "looking for applications");
    }

    private static String description(String application, String role, long connections) {
        String name = Display.cut(application.replaceAll("\\p{Cntrl}+", " ").strip(), LONGEST_NAME);
        return "%s of role %s (%s)"
                .formatted(
                        name.isEmpty() ? "an application without a name" : name,
                        role,
                        Display.count(connections, "connection"));
    }
}
