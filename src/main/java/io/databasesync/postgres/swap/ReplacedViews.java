package io.databasesync.postgres.swap;

import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.List;

/// `databasesync.replaced_view`: which view each view of a run replaced, as long as the replaced view is kept.
final class ReplacedViews {
    private ReplacedViews() {}

    /// @param previous OID of the view before the run
    /// @param published OID of the view that the run published
    record Row(String runId, TableName name, long previous, long published) {}

    /// The statements that record the views of a run.
    static List<String> recording(List<Row> rows) {
        return rows.isEmpty()
                ? List.of()
                : List.of(
                        "insert into databasesync.replaced_view (run_id, schema_name, view_name, previous_oid, published_oid) select * from unnest(%s, %s, %s, %s, %s)"
                                .formatted(
                                        Sql.texts(rows.stream().map(Row::runId).toList()),
                                        Sql.texts(rows.stream()
                                                .map(r -> r.name().schema())
                                                .toList()),
                                        Sql.texts(rows.stream()
                                                .map(r -> r.name().name())
                                                .toList()),
                                        Sql.numbers(
                                                "bigint",
                                                rows.stream().map(Row::previous).toList()),
                                        Sql.numbers(
                                                "bigint",
                                                rows.stream()
                                                        .map(Row::published)
                                                        .toList())));
    }

    /// The views of a run; none if the target has no such table yet.
    static List<Row> of(Transaction t, String runId) {
        return there(t) ? ask(t, runId).get() : List.of();
    }

    /// Whether the target has this table.
    static boolean there(Transaction t) {
        return t.queryLong(
                        "select count(to_regclass('databasesync.replaced_view'))",
                        Reason.ConnectionLost,
                        "looking for replaced views")
                > 0;
    }

    /// The views of a run, with the next message. The run has brought the target's schema to this version.
    static Answer<List<Row>> ask(Transaction t, String runId) {
        return t.ask(
                "select schema_name, view_name, previous_oid, published_oid from databasesync.replaced_view"
                        + " where run_id = ? order by schema_name, view_name",
                row -> new Row(
                        runId, new TableName(row.getString(1), row.getString(2)), row.getLong(3), row.getLong(4)),
                Reason.ConnectionLost,
                "reading which views run %s replaced".formatted(runId),
                runId);
    }
}
