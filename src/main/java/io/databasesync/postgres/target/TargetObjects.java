package io.databasesync.postgres.target;

import io.databasesync.postgres.session.ServerIdentity;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Set;

/// Finds objects of the target by name, and the rights of our role on them. An object that an ended run made for its
/// tables counts as missing, because it is dropped with the run's stage.
public final class TargetObjects {
    private final Session session;
    private final ServerIdentity identity;
    /// Whether the target has the schema of leases and history.
    private final boolean ours;

    TargetObjects(Session session, ServerIdentity identity, boolean ours) {
        this.session = session;
        this.identity = identity;
        this.ours = ours;
    }

    public boolean hasExtension(String name) {
        return exists("from pg_catalog.pg_extension where extname = ?", name)
                && !leftBehind("kind = 'extension' and object_name = ?", name);
    }

    /// Whether our role may create tables in a schema; true if the schema does not exist.
    public boolean mayCreateIn(String schema) {
        return !exists(
                "from pg_catalog.pg_namespace where nspname = ?"
                        + " and not (has_schema_privilege(oid, 'create') and has_schema_privilege(oid, 'usage'))",
                schema);
    }

    /// Whether our role may make foreign keys to a table and read it; true if the table does not exist.
    public boolean mayReference(TableName table) {
        return !exists(
                "from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = ? and c.relname = ?"
                        + " and not (has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'references') and has_table_privilege(c.oid, 'select'))",
                table.schema(),
                table.name());
    }

    public boolean hasSchema(String name) {
        return exists("from pg_catalog.pg_namespace where nspname = ?", name)
                && !leftBehind("kind = 'schema' and object_name = ?", name);
    }

    /// Whether our role may make the schema of leases and history, or the schema exists.
    public boolean mayKeepHistory() {
        return identity.mayCreate() || hasSchema(Migrations.SCHEMA);
    }

    public boolean hasType(String schema, String name) {
        return exists(
                        "from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace where n.nspname = ? and t.typname = ?",
                        schema,
                        name)
                && !leftBehind("kind = 'type' and schema_name = ? and object_name = ?", schema, name);
    }

    /// Sequences that an ended run made for its tables, and that are dropped with its stage.
    public Set<TableName> leftSequences() {
        return !ours
                ? Set.of()
                : Set.copyOf(session.ask(
                        TransactionMode.READ_ONLY,
                        t -> t.ask(
                                "select schema_name, object_name from databasesync.staged_object where not stage and kind = 'sequence'",
                                row -> new TableName(row.getString(1), row.getString(2)),
                                Reason.ConnectionLost,
                                "looking for sequences of ended runs")));
    }

    public boolean hasSequence(String schema, String name) {
        return hasRelation(schema, name)
                && !leftBehind("kind = 'sequence' and schema_name = ? and object_name = ?", schema, name);
    }

    private boolean leftBehind(String condition, Object... parameters) {
        return ours && exists("from databasesync.staged_object where not stage and " + condition, parameters);
    }

    /// Whether there is a table, sequence, view or index with that name.
    public boolean hasRelation(String schema, String name) {
        return exists(
                "from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = ? and c.relname = ?",
                schema,
                name);
    }

    private boolean exists(String from, Object... parameters) {
        return session.ask(
                TransactionMode.READ_ONLY,
                t -> t.ask(
                                "select exists (select " + from + ")",
                                row -> row.getBoolean(1),
                                Reason.ConnectionLost,
                                "reading the catalog",
                                parameters)
                        .map(List::getFirst));
    }
}
