package io.databasesync.postgres.stage;

import io.databasesync.postgres.copy.TablePart;
import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.target.Lease;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/// The parts that are loaded: `databasesync.loaded_part`. A part's row commits together with the part's rows. If the
/// answer to a commit was lost, the next try of the part learns whether it happened.
final class Ledger {
    /// How long to wait for an earlier try of the same part that has not ended yet. Its session was ended before.
    private static final String WAIT_FOR_EARLIER_TRY = "30s";

    private Ledger() {}

    /// The rows of one part.
    record Loaded(TablePart part, long rows) {}

    /// Claims a part for the transaction that loads it once more.
    ///
    /// @return its rows, if it is loaded already
    static OptionalLong claim(Transaction t, Lease lease, TablePart part) {
        Statements claiming = t.during("claiming table " + part, Reason.StageFailed);
        claiming.execute("set local lock_timeout = '" + WAIT_FOR_EARLIER_TRY + "'");
        int mine = claiming.update(
                """
                insert into databasesync.loaded_part (run_id, schema_name, table_name, part, rows, parts) values (?, ?, ?, ?, -1, ?)
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
    static Answer<Map<TableName, Integer>> loaded(Transaction t, String runId) {
        return t.ask(
                        "select schema_name, table_name, max(parts) from databasesync.loaded_part where run_id = ?"
                                + " group by 1, 2 having count(*) = max(parts)",
                        row -> Map.entry(new TableName(row.getString(1), row.getString(2)), row.getInt(3)),
                        Reason.StageFailed,
                        "looking for loaded parts",
                        runId)
                .map(loaded -> loaded.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    /// Records loaded parts with the commit. It records nothing without the lease: a process that has lost it must not
    /// add rows to the stage of its successor.
    static void complete(Transaction t, Lease lease, List<Loaded> parts) {
        List<TableName> names = parts.stream().map(p -> p.part().name()).toList();
        lease.tellProof(t);
        t.tell(recording(lease.runId(), names, parts), Reason.StageFailed, "recording " + TableName.inWords(names));
    }

    // The server itself compares the number of rows, so that this travels with the commit.
    private static String recording(String runId, List<TableName> names, List<Loaded> parts) {
        return Sql.block("""
                declare recorded bigint;
                begin
                  insert into databasesync.loaded_part as p (run_id, schema_name, table_name, part, parts, rows)
                  select %s, l.* from unnest(%s, %s, %s, %s, %s) l
                  on conflict (run_id, schema_name, table_name, part) do update set rows = excluded.rows where p.rows < 0;
                  get diagnostics recorded = row_count;
                  if recorded <> %d then raise exception 'the rows are loaded already'; end if;
                end""".formatted(
                Sql.literal(runId),
                Sql.texts(names.stream().map(TableName::schema).toList()),
                Sql.texts(names.stream().map(TableName::name).toList()),
                Sql.numbers(
                        "integer", parts.stream().map(p -> p.part().number()).toList()),
                Sql.numbers("integer", parts.stream().map(p -> p.part().of()).toList()),
                Sql.numbers("bigint", parts.stream().map(Loaded::rows).toList()),
                parts.size()));
    }
}
