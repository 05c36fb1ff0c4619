package io.databasesync.postgres.stage;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlResource;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.target.Leftovers;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Makes the schemas and the tables of a stage, empty and without indexes, and records each in the transaction that
/// makes it.
final class StageMaker {
    private final String runId;
    private final StageSchemas schemas;
    private final Prerequisites needed;
    private boolean eventTriggers;

    StageMaker(String runId, StageSchemas schemas, Prerequisites needed) {
        this.runId = runId;
        this.schemas = schemas;
        this.needed = needed;
    }

    /// The objects that the tables need and the target lacks.
    Prerequisites needed() {
        return needed;
    }

    /// @param there whether the target has event triggers: what they add to a table is removed
    void eventTriggers(boolean there) {
        eventTriggers = there;
    }

    boolean eventTriggers() {
        return eventTriggers;
    }

    /// Makes the schemas, and before them what the tables need.
    ///
    /// @param anew whether no earlier process has left a table
    void schemas(Transaction t, boolean anew) {
        Set<String> there = anew ? Set.of() : Set.copyOf(Leftovers.stageSchemas(t, runId));
        if (anew) {
            needed.create(t, runId);
        }
        for (String schema : schemas.stage().values()) {
            if (!there.contains(schema)) {
                String doing = "making stage schema " + schema;
                t.tell("create schema " + Sql.identifier(schema), Reason.StageFailed, doing);
                Leftovers.noteMade(t, runId, "schema", schema, schema, true);
            }
        }
    }

    /// Drops tables, and makes them again.
    void tablesAgain(Transaction t, List<RunTable> useless) {
        for (RunTable table : useless) {
            String doing = "dropping the earlier stage of table " + table.name();
            t.tell("drop table " + table.ddl().stage(), Reason.StageFailed, doing);
            StageLog.forget(t, runId, table.name());
        }
        tables(t, useless);
    }

    void tables(Transaction t, List<RunTable> made) {
        if (made.isEmpty()) {
            return;
        }
        for (RunTable table : made) {
            Statements making = t.during("making the stage of table " + table.name(), Reason.StageFailed);
            table.ddl().tableStatements(eventTriggers).forEach(making::tell);
        }
        String names = Sql.texts(made.stream()
                        .map(table -> Sql.qualified(schemas.staged(table.name())))
                        .toList())
                + "::regclass[]::oid[]";
        t.tell(
                Sql.each(Sql.bound(SqlResource.load("initial_grants"), names)),
                Reason.StageFailed,
                "making the stage private");
        if (eventTriggers) {
            Map<TableName, Long> there = new Catalog(t)
                    .oids(made.stream()
                            .map(table -> schemas.staged(table.name()))
                            .toList());
            Map<TableName, Long> oids = new HashMap<>();
            made.forEach(table -> oids.put(
                    table.name(), Objects.requireNonNull(there.get(schemas.staged(table.name())), "a stage table")));
            EventTriggerTraces.remove(t, made, oids);
        }
        StageLog.record(
                t,
                runId,
                made.stream().map(table -> StageLog.made(table, needed)).toList());
    }
}
