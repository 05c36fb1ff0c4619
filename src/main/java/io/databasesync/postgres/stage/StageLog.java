package io.databasesync.postgres.stage;

import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;
import io.databasesync.sync.Sha256;
import io.databasesync.sync.TableName;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/// The finished steps of a stage: `databasesync.staged_step`. A step commits together with its work. So a later
/// process of the run knows what exists, and whether it would do the same.
final class StageLog {
    private StageLog() {}

    /// A step on a table of the stage, in order.
    enum Step {
        table,
        index,
        constraints
    }

    /// One row.
    ///
    /// @param object the index, otherwise the table
    /// @param definition is equal for two processes that would do the same
    record Done(TableName table, Step step, String object, String definition) {}

    /// The empty table. Two tables hold the same only if the same columns are filled and the objects made
    /// for them are the same.
    static Done made(RunTable table, Prerequisites needed) {
        List<String> statements = Stream.of(
                        table.ddl().tableStatements(),
                        table.pair().columns(),
                        List.of(needed.made().toString()))
                .flatMap(List::stream)
                .toList();
        return new Done(table.name(), Step.table, table.name().name(), hash(statements));
    }

    static Done built(RunTable table, Index index) {
        return new Done(
                table.name(),
                Step.index,
                index.name(),
                hash(List.of(table.ddl().createIndex(index), index.tablespace())));
    }

    static Done finished(RunTable table) {
        return new Done(
                table.name(),
                Step.constraints,
                table.name().name(),
                hash(table.ddl().constraintStatements()));
    }

    static void record(Transaction t, String runId, Done step) {
        record(t, runId, List.of(step));
    }

    /// Records steps with the next message of the transaction.
    static void record(Transaction t, String runId, List<Done> steps) {
        List<TableName> tables = steps.stream().map(Done::table).toList();
        t.tell(
                "insert into databasesync.staged_step (run_id, schema_name, table_name, step, object_name, definition)"
                        + " select ?, * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[])",
                Reason.StageFailed,
                "recording a step of the stage",
                runId,
                SqlArray.schemas(tables),
                SqlArray.names(tables),
                SqlArray.texts(steps.stream().map(s -> s.step().name()).toList()),
                SqlArray.texts(steps.stream().map(Done::object).toList()),
                SqlArray.texts(steps.stream().map(Done::definition).toList()));
    }

    static Answer<List<Done>> of(Transaction t, String runId) {
        return t.ask(
                "select schema_name, table_name, step, object_name, definition from databasesync.staged_step where run_id = ?",
                row -> new Done(
                        new TableName(row.getString(1), row.getString(2)),
                        Step.valueOf(row.getString(3)),
                        row.getString(4),
                        row.getString(5)),
                Reason.StageFailed,
                "looking for finished steps of the stage",
                runId);
    }

    /// Forgets a table that is dropped, and the parts loaded into it. They must not count for the
    /// next table of that name.
    static void forget(Transaction t, String runId, TableName table) {
        for (String where : List.of("staged_step", "loaded_part")) {
            forgetting(t)
                    .tell(
                            "delete from databasesync." + where
                                    + " where run_id = ? and schema_name = ? and table_name = ?",
                            runId,
                            table.schema(),
                            table.name());
        }
    }

    /// Forgets an index that is dropped.
    static void forgetIndex(Transaction t, String runId, TableName table, String index) {
        forgetting(t)
                .tell(
                        "delete from databasesync.staged_step where run_id = ? and schema_name = ? and table_name = ?"
                                + " and step = 'index' and object_name = ?",
                        runId,
                        table.schema(),
                        table.name(),
                        index);
    }

    private static Statements forgetting(Transaction t) {
        return t.during("forgetting the steps of the stage", Reason.StageFailed);
    }

    private static String hash(Collection<String> statements) {
        return Sha256.hex(String.join("\0", statements));
    }
}
