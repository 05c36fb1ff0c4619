package io.databasesync.postgres.target;

import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.EventTriggerSwitch;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.SqlResource;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The objects that runs have made outside their publishing transaction, and how they are removed. Each
/// object is recorded in the transaction that makes it and forgotten in the one that publishes it. A recorded
/// object was not published.
public final class Leftovers {
    private Leftovers() {}

    /// Records an object in the transaction that makes it. `kind` is `schema`, `type`, `extension` or `sequence`.
    public static void noteMade(
            Transaction transaction, String runId, String kind, String schema, String name, boolean stage) {
        transaction.tell(
                "insert into databasesync.staged_object (run_id, kind, schema_name, object_name, stage) values (?, ?, ?, ?, ?)",
                Reason.StageFailed,
                "recording what was made",
                runId,
                kind,
                schema,
                name,
                stage);
    }

    /// The statements that forget the objects of a run, in the transaction that publishes it.
    public static List<String> forgetting(String runId) {
        return Stream.of("staged_object", "loaded_part", "staged_step")
                .map(table -> "delete from databasesync." + table + " where run_id = " + Sql.literal(runId))
                .toList();
    }

    /// A run without a live process.
    ///
    /// @param left whether it has left objects
    record DeadRun(String runId, boolean left) {}

    /// Runs without a live process, if the caller holds the lease. A server may still work for a run that died
    /// recently, for example on an index, in its stage or in tables that it was filling.
    static Answer<List<DeadRun>> dead(Transaction t) {
        return t.ask(
                "select run_id, bool_or(staged) from (select run_id, true from databasesync.staged_object"
                        + " union select run_id, false from databasesync.run where status = 'running') d(run_id, staged) group by 1",
                row -> new DeadRun(row.getString(1), row.getBoolean(2)),
                Reason.StageFailed,
                "looking for dead runs");
    }

    /// An object that a run has made.
    ///
    /// @param stage whether it is a schema of a stage
    public record StagedObject(String runId, long ordinal, String kind, String schema, String name, boolean stage) {}

    /// Stage schemas that a run has made.
    public static List<String> stageSchemas(Transaction t, String runId) {
        return t.query(
                "select object_name from databasesync.staged_object where run_id = ? and stage order by ordinal",
                row -> row.getString(1),
                Reason.StageFailed,
                "looking for an earlier stage of this run",
                runId);
    }

    /// Forgets what unpublished runs had done. The caller holds the lease, so no other run is alive.
    ///
    /// @param runId the caller's run
    static void forgetOthers(Transaction t, String runId) {
        forget(t, "<>", runId);
    }

    /// Drops the objects that unpublished runs left, the last made first. The caller holds the lease, so
    /// no other run is alive.
    ///
    /// @param runId the caller's run, whose stage is left alone
    static void dropOthers(Transaction t, String runId) {
        limitWaiting(t);
        drop(t, left(t, "<>", runId).get());
        forgetOthers(t, runId);
    }

    /// The objects that the caller's run has left.
    public static Answer<List<StagedObject>> own(Transaction t, String runId) {
        return left(t, "=", runId);
    }

    /// Drops the stage of the caller's run.
    public static void dropOwn(Transaction t, String runId) {
        limitWaiting(t);
        dropOwn(t, runId, own(t, runId).get());
    }

    /// @param left the objects of its stage
    public static void dropOwn(Transaction t, String runId, List<StagedObject> left) {
        drop(t, left);
        forget(t, "=", runId);
    }

    private static Answer<List<StagedObject>> left(Transaction t, String comparison, String runId) {
        return t.ask(
                "select run_id, ordinal, kind, schema_name, object_name, stage from databasesync.staged_object where run_id "
                        + comparison + " ? order by ordinal desc",
                row -> new StagedObject(
                        row.getString(1),
                        row.getLong(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getBoolean(6)),
                Reason.StageFailed,
                "looking for stages of ended runs",
                runId);
    }

    private static void drop(Transaction t, List<StagedObject> left) {
        List<String> stages = left.stream()
                .filter(StagedObject::stage)
                .map(StagedObject::name)
                .toList();
        if (!stages.isEmpty()) {
            dropViews(t, stages, "dropping views of ended runs");
            dropSchemas(t, stages, "dropping stages of ended runs");
        }
        left.forEach(o -> drop(t, o));
    }

    private static void forget(Transaction t, String comparison, String runId) {
        for (String table : List.of("loaded_part", "staged_step")) {
            t.tell(
                    "delete from databasesync." + table + " where run_id " + comparison + " ?",
                    Reason.StageFailed,
                    "forgetting what was done",
                    runId);
        }
    }

    /// Limits the wait for locks: a reader of a stage must release it soon, or it would make every run wait.
    public static void limitWaiting(Transaction t) {
        t.tell("set local lock_timeout = '20s'", Reason.StageFailed, "setting lock_timeout");
    }

    /// Forgets a stage schema that is dropped.
    public static void forgetSchema(Transaction t, String runId, String schema) {
        t.tell(
                "delete from databasesync.staged_object where run_id = ? and stage and object_name = ?",
                Reason.StageFailed,
                "forgetting stage schema " + schema,
                runId,
                schema);
    }

    private static void drop(Transaction t, StagedObject object) {
        String doing = "dropping %s %s of run %s".formatted(object.kind(), object.name(), object.runId());
        Statements dropping = t.during(doing, Reason.StageFailed);
        String name = switch (object.kind()) {
            case "schema", "extension" -> Sql.identifier(object.name());
            case "type", "sequence", "collation" -> Sql.qualified(object.schema(), object.name());
            default -> throw new IllegalStateException("staged object of kind " + object.kind());
        };
        dropping.tell("drop %s if exists %s".formatted(object.kind(), name));
        dropping.tell(
                "delete from databasesync.staged_object where run_id = ? and ordinal = ?",
                object.runId(),
                object.ordinal());
    }

    /// Drops all views in stage schemas.
    public static void dropViews(Transaction t, Collection<String> schemas, String doing) {
        dropViews(t.during(doing, Reason.StageFailed), schemas, null);
    }

    /// Drops those of these views that are in some schemas of ours.
    public static void dropViews(Transaction t, Collection<String> schemas, Collection<Long> oids, String doing) {
        dropViews(t.during(doing, Reason.StageFailed), schemas, SqlArray.oids(oids));
    }

    private static void dropViews(Statements dropping, Collection<String> schemas, @Nullable SqlArray oids) {
        dropping.query(SqlResource.load("drop_views"), row -> row.getString(1), SqlArray.texts(schemas), oids)
                .forEach(dropping::tell);
    }

    /// Drops schemas of ours: their tables in one statement, because of their foreign keys, and never with `CASCADE`.
    public static void dropSchemas(Transaction t, Collection<String> schemas, String doing) {
        if (schemas.isEmpty()) {
            return;
        }
        Statements dropping = t.during(doing, Reason.StageFailed);
        dropping.tell(EventTriggerSwitch.OFF);
        dropping.tell(Sql.each(
                "select 'drop table ' || string_agg(format('%I.%I', n.nspname, c.relname), ', ' order by c.oid) as statement"
                        + " from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
                        + " where n.nspname = any (" + Sql.texts(schemas)
                        + ") and c.relkind in ('r', 'p') having count(*) > 0"));
        for (String schema : schemas) {
            dropping.tell("drop schema if exists " + Sql.identifier(schema));
        }
        dropping.tell(EventTriggerSwitch.ON);
    }
}
