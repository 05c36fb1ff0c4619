package io.databasesync.postgres.stage;

import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.stage.StageLog.Done;
import io.databasesync.postgres.stage.StageLog.Step;
import io.databasesync.postgres.target.Leftovers;
import io.databasesync.postgres.target.Leftovers.StagedObject;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/// The tables that an earlier process of the same run has left in its stage. A table stays if it is loaded completely
/// and this process would make it alike. The same holds for each of its indexes. Everything else is dropped.
///
/// This class cannot tell whether the rows are still the source's rows.
final class StageRecovery {
    private final Transaction t;
    private final String runId;
    private final StageSchemas schemas;
    private final List<RunTable> tables;
    private final Answer<List<StagedObject>> objects;
    private final Answer<Map<TableName, Integer>> loaded;
    private final Answer<List<Done>> steps;
    private final Answer<Map<TableName, Map<String, Boolean>>> there;

    /// Asks for the stage, in a transaction of the process that holds the lease.
    StageRecovery(Transaction t, String runId, StageSchemas schemas, List<RunTable> tables) {
        this.t = t;
        this.runId = runId;
        this.schemas = schemas;
        this.tables = tables;
        this.objects = Leftovers.own(t, runId);
        this.loaded = Ledger.loaded(t, runId);
        this.steps = StageLog.of(t, runId);
        this.there = tables();
    }

    // Tables, and the indexes of each with their validity.
    private Answer<Map<TableName, Map<String, Boolean>>> tables() {
        Map<String, String> origin =
                schemas.stage().entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
        Map<TableName, Map<String, Boolean>> result = new HashMap<>();
        return t.ask(
                        """
                select n.nspname, c.relname, ic.relname, i.indisvalid and i.indisready
                from pg_catalog.pg_class c
                join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                left join pg_catalog.pg_index i on i.indrelid = c.oid
                left join pg_catalog.pg_class ic on ic.oid = i.indexrelid
                where n.nspname = any (?::text[]) and c.relkind in ('r', 'p')""",
                        row -> {
                            TableName table = new TableName(
                                    Objects.requireNonNull(origin.get(row.getString(1)), "a stage schema"),
                                    row.getString(2));
                            Map<String, Boolean> indexes = result.computeIfAbsent(table, _ -> new HashMap<>());
                            if (row.getString(3) != null) {
                                indexes.put(row.getString(3), row.getBoolean(4));
                            }
                            return table;
                        },
                        Reason.StageFailed,
                        "looking for an earlier stage of this run",
                        SqlArray.texts(schemas.stage().values()))
                .map(_ -> result);
    }

    /// Drops the tables and indexes that do not fit, and everything if none fits.
    ///
    /// @param needed the objects made for the tables; they are dropped only together with all tables
    /// @return the tables that stay
    Map<TableName, LeftTable> keep(Prerequisites needed) {
        Map<TableName, LeftTable> left = new HashMap<>();
        for (RunTable table : tables) {
            Integer parts = loaded.get().get(table.name());
            if (parts != null
                    && mayStay(table)
                    && there.get().containsKey(table.name())
                    && steps.get().contains(StageLog.made(table, needed))) {
                look(table, parts, left);
            }
        }
        if (left.isEmpty()) {
            Leftovers.limitWaiting(t);
            Leftovers.dropOwn(t, runId, objects.get());
            return left;
        }
        Leftovers.limitWaiting(t);
        Leftovers.dropViews(
                t, Leftovers.stageSchemas(t, runId), "dropping views of an earlier stage"); // they are made anew
        dropForeignKeys();
        detachPartitions();
        dropTables(left.keySet());
        tables.stream()
                .filter(table -> left.containsKey(table.name()))
                .forEach(table -> dropIndexes(
                        table, Objects.requireNonNull(left.get(table.name())).indexes()));
        return left;
    }

    // A leaf that is filled by itself is a table of its own once it is detached. A partitioned table takes no time to
    // make. Tables that inherit would have to stay together. A check that a parent has given would stay as the leaf's.
    private static boolean mayStay(RunTable table) {
        TableDefinition definition = table.pair().definition();
        return !table.pair().rowless()
                && !table.pair().sorted()
                && (definition.table().partition() || !definition.table().inherits())
                && definition.checks().stream().allMatch(c -> c.validated() || c.local());
    }

    // Constraints are added all at once, to a table that has all of its indexes. If the constraints differ now, the
    // table is made again: they cannot be dropped without their indexes.
    private void look(RunTable table, int parts, Map<TableName, LeftTable> left) {
        Map<String, Boolean> indexes = there.get().getOrDefault(table.name(), Map.of());
        List<Index> wanted = table.pair().definition().indexes();
        Set<String> good = wanted.stream()
                .filter(i -> !i.separate() || steps.get().contains(StageLog.built(table, i)))
                .map(Index::name)
                .filter(name -> indexes.getOrDefault(name, false))
                .collect(Collectors.toSet());
        boolean finished = steps.get().stream()
                .anyMatch(s -> s.step() == Step.constraints && s.table().equals(table.name()));
        boolean asWanted = steps.get().contains(StageLog.finished(table))
                && good.size() == wanted.size()
                && good.equals(indexes.keySet());
        if (!finished || asWanted) {
            left.put(table.name(), new LeftTable(parts, good, finished));
        }
    }

    // Drops foreign keys between tables that go and tables that stay. They are added again when all tables exist.
    private void dropForeignKeys() {
        Statements dropping = t.during("dropping foreign keys of an earlier stage", Reason.StageFailed);
        dropping.query(
                        "select pg_catalog.format('alter table %s drop constraint %I', k.conrelid::regclass, k.conname)"
                                + " from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid"
                                + " join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
                                + " where n.nspname = any (?::text[]) and k.contype = 'f' and k.conparentid = 0",
                        row -> row.getString(1), SqlArray.texts(Leftovers.stageSchemas(t, runId)))
                .forEach(dropping::execute);
    }

    // Dropping a table would drop its partitions.
    private void detachPartitions() {
        Statements detaching = t.during("detaching partitions of an earlier stage", Reason.StageFailed);
        detaching
                .query(
                        "select pg_catalog.format('alter table %s detach partition %s', i.inhparent::regclass, c.oid::regclass)"
                                + " from pg_catalog.pg_class c join pg_catalog.pg_inherits i on i.inhrelid = c.oid"
                                + " join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
                                + " where n.nspname = any (?::text[]) and c.relispartition and c.relkind in ('r', 'p')",
                        row -> row.getString(1), SqlArray.texts(Leftovers.stageSchemas(t, runId)))
                .forEach(detaching::execute);
    }

    private void dropTables(Collection<TableName> left) {
        Set<TableName> known = new HashSet<>(there.get().keySet());
        steps.get().forEach(s -> known.add(s.table()));
        known.removeAll(left);
        List<String> gone = new ArrayList<>();
        for (TableName table : known) {
            if (there.get().containsKey(table)) {
                gone.add(Sql.qualified(schemas.staged(table)));
            }
            StageLog.forget(t, runId, table);
        }
        if (!gone.isEmpty()) {
            t.execute(
                    "drop table " + String.join(", ", gone), Reason.StageFailed, "dropping tables of an earlier stage");
        }
        List<String> empty = new ArrayList<>(Leftovers.stageSchemas(t, runId));
        empty.removeAll(schemas.stage().values());
        Leftovers.dropSchemas(t, empty, "dropping schemas of an earlier stage");
        empty.forEach(schema -> Leftovers.forgetSchema(t, runId, schema));
    }

    private void dropIndexes(RunTable table, Set<String> left) {
        Set<String> gone =
                new HashSet<>(there.get().getOrDefault(table.name(), Map.of()).keySet());
        gone.removeAll(left);
        for (String index : gone) {
            t.execute(
                    "drop index "
                            + Sql.qualified(
                                    schemas.stage()
                                            .getOrDefault(
                                                    table.name().schema(),
                                                    table.name().schema()),
                                    index),
                    Reason.StageFailed,
                    "dropping an index of an earlier stage");
        }
        steps.get().stream()
                .filter(s -> s.step() == Step.index && s.table().equals(table.name()) && !left.contains(s.object()))
                .forEach(s -> StageLog.forgetIndex(t, runId, table.name(), s.object()));
    }
}
