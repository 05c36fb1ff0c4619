package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.target.History;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TablePatterns;
import io.databasesync.sync.TableSelection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/// `databasesync.replaced_table`: which table each table of a run replaced, as long as the replaced table is kept.
final class ReplacedTables {
    static final Fix FIX = Fix.advice(
            "sync instead, and set safety.keepPrevious to 1 or more to keep the tables that later runs replace");

    private ReplacedTables() {}

    /// How a run has kept what was there before.
    sealed interface Keeping permits Moved, Copied {}

    /// The table itself was moved out, or there was none.
    record Moved() implements Keeping {}

    /// The table stayed; a table of its name in the previous schema has its rows.
    ///
    /// @param rows that were copied
    record Copied(long rows) implements Keeping {}

    /// @param previous OID of the table that is kept, 0 if there was none
    /// @param published OID of the table that the run published, 0 if the run removed it
    record Row(TableName name, long previous, long published, Keeping keeping) {
        /// @throws SyncException `NothingToRollBack` if these are not the two tables
        void check(String runId, Optional<TableDefinition> live, Optional<TableDefinition> kept) {
            if (live.map(TableDefinition::oid).orElse(0L) != published) {
                throw notPrevious(name, runId);
            }
            if (kept.map(TableDefinition::oid).orElse(0L) != previous
                    || kept.map(k -> !k.name().name().equals(name.name())).orElse(false)) {
                throw SyncException.of(
                        Reason.NothingToRollBack,
                        "table " + name,
                        "the table that run %s replaced is no longer kept".formatted(runId),
                        FIX);
            }
        }
    }

    /// The statement that records the tables of a run.
    static String recording(String runId, List<Row> rows) {
        return "insert into databasesync.replaced_table (run_id, schema_name, table_name, previous_oid, published_oid, copied_rows) select %s, schema, name, nullif(previous, 0), nullif(published, 0), nullif(copied, -1) from unnest(%s, %s, %s, %s, %s) r(schema, name, previous, published, copied)"
                .formatted(
                        Sql.literal(runId),
                        Sql.texts(rows.stream().map(r -> r.name().schema()).toList()),
                        Sql.texts(rows.stream().map(r -> r.name().name()).toList()),
                        Sql.numbers("bigint", rows.stream().map(Row::previous).toList()),
                        Sql.numbers("bigint", rows.stream().map(Row::published).toList()),
                        Sql.numbers(
                                "bigint",
                                rows.stream()
                                        .map(r -> switch (r.keeping()) {
                                            case Moved() -> -1L;
                                            case Copied(long copied) -> copied;
                                        })
                                        .toList()));
    }

    /// The statements that forget a generation that is dropped, or that went back into place.
    static List<String> forgetting(String runId) {
        return Stream.of("replaced_table", "replaced_sequence", "replaced_view", "previous_generation")
                .map(table -> "delete from databasesync." + table + " where run_id = " + Sql.literal(runId))
                .toList();
    }

    /// The schemas that keep the tables of a run.
    static List<String> schemas(Transaction t, String runId) {
        return askSchemas(t, runId).get();
    }

    /// The same with the next message.
    static Answer<List<String>> askSchemas(Transaction t, String runId) {
        return t.ask(
                "select previous_schema from databasesync.previous_generation where run_id = ?",
                row -> row.getString(1),
                Reason.PublishFailed,
                "reading where run %s keeps what it replaced".formatted(runId),
                runId);
    }

    static List<Row> of(Transaction t, String runId) {
        return rows(t).stream()
                .filter(r -> r.runId().equals(runId))
                .map(RunRow::row)
                .toList();
    }

    /// OIDs of the relations that have the names of a run's tables now.
    static SortedMap<TableName, Long> live(Transaction t, String runId) {
        SortedMap<TableName, Long> live = new TreeMap<>();
        rows(t).stream()
                .filter(r -> r.runId().equals(runId) && r.live() != 0)
                .forEach(r -> live.put(r.row().name(), r.live()));
        return live;
    }

    /// @param root the partitioned table that it belongs to; otherwise itself. A selection names that one
    /// @param live OID of the relation that has its name now, or 0
    private record RunRow(String runId, Row row, TableName root, long live) {}

    // Newest first.
    private static List<RunRow> rows(Transaction t) {
        return t.query(
                """
                select r.run_id, r.schema_name, r.table_name, coalesce(r.previous_oid, 0), coalesce(r.published_oid, 0), coalesce(r.copied_rows, -1),
                  coalesce(root.schema, r.schema_name), coalesce(root.name, r.table_name), coalesce(live.oid::bigint, 0)
                from databasesync.replaced_table r
                left join pg_catalog.pg_namespace s on s.nspname = r.schema_name
                left join pg_catalog.pg_class live on live.relnamespace = s.oid and live.relname = r.table_name
                left join lateral (
                  select n.nspname as schema, c.relname as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                  where c.oid = pg_catalog.pg_partition_root(r.published_oid::oid)) root on true
                join (select run_id, max(published_at) as published_at from databasesync.previous_generation group by run_id) g
                  on g.run_id = r.run_id
                order by g.published_at desc, r.run_id, r.schema_name, r.table_name""",
                row -> new RunRow(
                        row.getString(1),
                        new Row(
                                new TableName(row.getString(2), row.getString(3)),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6) < 0 ? new Moved() : new Copied(row.getLong(6))),
                        new TableName(row.getString(7), row.getString(8)),
                        row.getLong(9)),
                Reason.ConnectionLost,
                "reading what runs have replaced");
    }

    /// The newest run of any selected table that has kept the tables it replaced. A run goes back as a whole,
    /// because of its foreign keys.
    ///
    /// @throws SyncException `NothingToRollBack`, or `InvalidSpec` if only a part of the run is selected
    static String newest(Transaction t, TableSelection selection) {
        Round.ahead(List.of(() -> History.newestInPlace(t), () -> rows(t)));
        refuseInPlace(t, selection);
        List<RunRow> rows = rows(t);
        List<TableName> selected = TablePatterns.matching(
                selection, rows.stream().map(RunRow::root).distinct().toList());
        String runId = rows.stream()
                .filter(r -> selected.contains(r.root()))
                .map(RunRow::runId)
                .findFirst()
                .orElseThrow(ReplacedTables::nothing);
        List<String> others = rows.stream()
                .filter(r -> r.runId().equals(runId) && !selected.contains(r.root()))
                .map(r -> r.root().toString())
                .distinct()
                .toList();
        if (!others.isEmpty()) {
            throw SyncException.of(
                    Reason.InvalidSpec,
                    "run " + runId,
                    "run %s, the newest of these tables, replaced other tables too, and is rolled back as a whole"
                            .formatted(runId),
                    Fix.advice("select %s too".formatted(String.join(", ", others))));
        }
        return runId;
    }

    // After an in-place run, the tables that an earlier run kept are not the previous state.
    private static void refuseInPlace(Transaction t, TableSelection selection) {
        Map<TableName, String> runs = History.newestInPlace(t);
        TablePatterns.matching(selection, runs.keySet()).stream().findFirst().ifPresent(table -> {
            throw SyncException.of(
                    Reason.NothingToRollBack,
                    "table " + table,
                    "run %s, the newest of table %s, replaced the rows in place and kept none of the old ones"
                            .formatted(runs.get(table), table),
                    Fix.advice("sync instead"));
        });
    }

    static SyncException notPrevious(TableName table, String runId) {
        return SyncException.of(
                Reason.NothingToRollBack,
                "table " + table,
                "table %s of the target was replaced, dropped or created again after run %s, so what that run replaced is not what was there before"
                        .formatted(table, runId),
                FIX);
    }

    static SyncException nothing() {
        return SyncException.of(
                Reason.NothingToRollBack,
                "the selected tables",
                "no run of the selected tables has kept the tables that it replaced on the target",
                FIX);
    }
}
