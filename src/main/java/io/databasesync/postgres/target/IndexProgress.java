package io.databasesync.postgres.target;

import io.databasesync.postgres.session.Session;
import io.databasesync.sync.Reason;
import java.util.List;
import java.util.Objects;

/// The progress of the server in building an index.
///
/// @param backendPid of the connection that builds it
/// @param share 0 to 1, over all steps of the build
/// @param step of the server, for the operator: `loading tuples, 40 %`
/// @see <a href="https://www.postgresql.org/docs/current/progress-reporting.html">CREATE INDEX progress</a>
public record IndexProgress(int backendPid, double share, String step) {
    private static final String BUILDING = "building index: ";

    /// The index builds of a database that our role may see.
    static List<IndexProgress> read(Session session) {
        return Backends.asLoginRole(
                session,
                t -> t.ask(
                        "select pid, phase, blocks_done, blocks_total, tuples_done, tuples_total"
                                + " from pg_catalog.pg_stat_progress_create_index where datname = current_database()",
                        row -> of(
                                row.getInt(1),
                                Objects.requireNonNullElse(row.getString(2), ""),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6)),
                        Reason.ConnectionLost,
                        "reading the progress of the indexes"));
    }

    /// A row of `pg_stat_progress_create_index`. The scan of the table is the first part of the work; the work on its
    /// tuples is the rest. An ivfflat index first searches for its lists, and reports no progress of that.
    static IndexProgress of(
            int backendPid, String phase, long blocksDone, long blocksTotal, long tuplesDone, long tuplesTotal) {
        String step = phase.startsWith(BUILDING) ? phase.substring(BUILDING.length()) : phase;
        boolean loading = step.startsWith("loading") && tuplesTotal > 0;
        double scanned = blocksTotal > 0 ? Math.min(1, (double) blocksDone / blocksTotal) : 0;
        double loaded = loading ? Math.min(1, (double) tuplesDone / tuplesTotal) : 0;
        double share = switch (step) {
            case "performing k-means" -> 0.1;
            case "assigning tuples" -> 0.3 + 0.5 * scanned;
            default -> loading ? 0.8 + 0.2 * loaded : 0.8 * scanned;
        };
        double shown = loading ? loaded : scanned;
        String percent =
                "performing k-means".equals(step) || shown == 0 ? "" : ", %d %%".formatted((int) (100 * shown));
        return new IndexProgress(backendPid, share, step + percent);
    }
}
