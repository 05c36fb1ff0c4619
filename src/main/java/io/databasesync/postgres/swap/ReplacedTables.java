package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.session.SqlArray;
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

/// `databasesync.replaced_table`: which table each table of a run replaced, as long as the replaced table is kept.
final class ReplacedTables {
    private static final Fix FIX = Fix.advice(
            "sync instead, and set safety.keepPrevious to 1 or more to keep the tables that later runs replace");

    private ReplacedTables() {}

    /// @param previous OID of the table before the run, 0 if there was none
    /// @param published OID of the table that the run published, 0 if the run removed it
    /// @param root the partitioned table that it belongs to; otherwise itself. A selection names that one
    record Row(String runId, TableName name, long previous, long published, TableName root) {
        Row(String runId, TableName name, long previous, long published) {
            this(runId, name, previous, published, name);
        }

        /// @throws SyncException `NothingToRollBack` if these are not the two tables
        void check(Optional<TableDefinition> live, Optional<TableDefinition> kept) {
            if (live.map(TableDefinition::oid).orElse(0L) != published) {
                throw SyncException.of(
                        Reason.NothingToRollBack,
                        "table " + name,
                        "table %s of the target was replaced, dropped or created again after run %s, so what that run replaced is not what was there before"
                                .formatted(name, runId),
                        FIX);
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

    /// Records the tables of a run.
    static void record(Transaction t, List<Row> rows) {
        List<TableName> names = rows.stream().map(Row::name).toList();
        t.update(
                "insert into databasesync.replaced_table (run_id, schema_name, table_name, previous_oid, published_oid)"
                        + " select run, schema, name, nullif(previous, 0), nullif(published, 0)"
                        + " from unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])"
                        + " r(run, schema, name, previous, published)",
                Reason.PublishFailed,
                "recording what was replaced",
                SqlArray.texts(rows.stream().map(Row::runId).toList()),
                SqlArray.schemas(names),
                SqlArray.names(names),
                SqlArray.numbers(rows.stream().map(Row::previous).toList()),
                SqlArray.numbers(rows.stream().map(Row::published).toList()));
    }

    /// Forgets a generation that is dropped, or that went back into place.
    ///
    /// @return its schemas
    static List<String> forget(Transaction t, String runId) {
        String doing = "forgetting what run %s replaced".formatted(runId);
        for (String table : List.of("replaced_table", "replaced_sequence")) {
            t.update("delete from databasesync." + table + " where run_id = ?", Reason.PublishFailed, doing, runId);
        }
        return t.query(
                "delete from databasesync.previous_generation where run_id = ? returning previous_schema",
                row -> row.getString(1),
                Reason.PublishFailed,
                doing,
                runId);
    }

    static List<Row> of(Transaction t, String runId) {
        return rows(t).stream().filter(r -> r.runId().equals(runId)).toList();
    }

    // Newest first.
    private static List<Row> rows(Transaction t) {
        return t.query(
                """
                select r.run_id, r.schema_name, r.table_name, coalesce(r.previous_oid, 0), coalesce(r.published_oid, 0),
                  coalesce(root.schema, r.schema_name), coalesce(root.name, r.table_name)
                from databasesync.replaced_table r
                left join lateral (
                  select n.nspname as schema, c.relname as name from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                  where c.oid = pg_catalog.pg_partition_root(r.published_oid::oid)) root on true
                join (select run_id, max(published_at) as published_at from databasesync.previous_generation group by run_id) g
                  on g.run_id = r.run_id
                order by g.published_at desc, r.run_id, r.schema_name, r.table_name""",
                row -> new Row(
                        row.getString(1),
                        new TableName(row.getString(2), row.getString(3)),
                        row.getLong(4),
                        row.getLong(5),
                        new TableName(row.getString(6), row.getString(7))),
                Reason.ConnectionLost,
                "reading what runs have replaced");
    }

    /// The newest run of any selected table that has kept the tables it replaced. A run goes back as a whole, because
    /// of its foreign keys.
    ///
    /// @throws SyncException `NothingToRollBack`, or `InvalidSpec` if only a part of the run is selected
    static String newest(Transaction t, TableSelection selection) {
        refuseInPlace(t, selection);
        List<Row> rows = rows(t);
        List<TableName> selected = TablePatterns.matching(
                selection, rows.stream().map(Row::root).distinct().toList());
        String runId = rows.stream()
                .filter(r -> selected.contains(r.root()))
                .map(Row::runId)
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

    static SyncException nothing() {
        return SyncException.of(
                Reason.NothingToRollBack,
                "the selected tables",
                "no run of the selected tables has kept the tables that it replaced on the target",
                FIX);
    }
}
