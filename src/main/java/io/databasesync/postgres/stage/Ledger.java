package io.databasesync.postgres.stage;

import io.databasesync.postgres.copy.TablePart;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.target.Lease;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// The parts that are loaded: `databasesync.loaded_part`. A part's row commits together with the part's rows. If the
/// answer to a commit was lost, the next try of the part learns whether it happened.
final class Ledger {
    /// How long to wait for an earlier try of the same part that has not ended yet. Its session was ended before.
    private static final String WAIT_FOR_EARLIER_TRY = "30s";

    private Ledger() {}

    /// Claims a part for the transaction that loads it.
    ///
    /// @return its rows, if it is loaded already
    static OptionalLong claim(Transaction t, Lease lease, TablePart part) {
        Statements claiming = t.during("claiming table " + part, Reason.StageFailed);
        claiming.execute("set local lock_timeout = '" + WAIT_FOR_EARLIER_TRY + "'");
        int mine = claiming.update(
                """
                insert into databasesync.loaded_part (run_id, schema_name, table_name, part, rows, parts) values (?, ?, ?, ?, 0, ?)
                on conflict do nothing""", lease.runId(), part.name().schema(), part.name().name(), part.number(), part.of());
        claiming.execute("set local lock_timeout = 0");
        if (mine > 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(claiming.queryLong(
                "select rows from databasesync.loaded_part where run_id = ? and schema_name = ? and table_name = ? and part = ?",
                lease.runId(),
                part.name().schema(),
                part.name().name(),
                part.number()));
    }

    /// Tables of a run that are loaded completely, with the number of their parts.
    static Map<TableName, Integer> loaded(Transaction t, String runId) {
        return t
                .query(
                        "select schema_name, table_name, max(parts) from databasesync.loaded_part where run_id = ?"
                                + " group by 1, 2 having count(*) = max(parts)",
                        row -> Map.entry(new TableName(row.getString(1), row.getString(2)), row.getInt(3)),
                        Reason.StageFailed,
                        "looking for what is loaded",
                        runId)
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// Records the rows of a claimed part. Proving the lease is the last step before the commit: a process that has
    /// lost it must not add rows to the stage of its successor.
    static void complete(Transaction t, Lease lease, TablePart part, long rows) {
        t.update(
                "update databasesync.loaded_part set rows = ? where run_id = ? and schema_name = ? and table_name = ? and part = ?",
                Reason.StageFailed,
                "recording table " + part,
                rows,
                lease.runId(),
                part.name().schema(),
                part.name().name(),
                part.number());
        lease.prove(t);
    }
}
