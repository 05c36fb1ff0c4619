package io.databasesync.postgres.stage;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.definition.TableDdl;
import io.databasesync.postgres.session.EventTriggerSwitch;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Takes from a new stage table the parts that event triggers of the target gave it. A table that replaces another
/// one becomes like that one. A table that the target lacks keeps them, as a table of an application would; triggers
/// do not fire while it is loaded.
final class EventTriggerTraces {
    private final Transaction transaction;
    private final RunTable table;
    private final List<String> statements = new ArrayList<>();

    private EventTriggerTraces(Transaction transaction, RunTable table) {
        this.transaction = transaction;
        this.table = table;
    }

    static void remove(Transaction t, RunTable table, long oid) {
        EventTriggerTraces traces = new EventTriggerTraces(t, table);
        if (table.pair().target().isEmpty()) {
            traces.dropTriggersOfParent(oid);
            traces.disableTriggers(oid);
        } else {
            traces.find(oid);
        }
        if (!traces.statements.isEmpty()) {
            Statements removing = t.during(
                    "undoing the changes of event triggers to the stage of table " + table.name(), Reason.StageFailed);
            removing.execute(EventTriggerSwitch.OFF);
            traces.statements.forEach(removing::execute);
            removing.execute(EventTriggerSwitch.ON);
        }
    }

    // A partition gets the row triggers of its parent and its root when it is attached. It must not have others of
    // the same names.
    private void dropTriggersOfParent(long oid) {
        if (!table.ddl().ofStagedParents() || !table.pair().definition().table().partition()) {
            return;
        }
        TableName parent = table.pair().definition().table().tree().parents().getFirst();
        statements.addAll(transaction.query(
                """
                select format('drop trigger %I on %s', t.tgname, t.tgrelid::regclass)
                from pg_catalog.pg_trigger t
                where t.tgrelid = ? and not t.tgisinternal and exists (select from pg_catalog.pg_trigger p
                  where p.tgrelid in (?::regclass, ?::regclass) and p.tgname = t.tgname and p.tgtype & 1 = 1 and not p.tgisinternal)""",
                row -> row.getString(1),
                Reason.StageFailed,
                "reading the triggers of a partition",
                oid,
                TableDdl.stageName(parent, table.ddl().stageSchemas()),
                TableDdl.stageName(table.pair().root(), table.ddl().stageSchemas())));
    }

    private void disableTriggers(long oid) {
        new Catalog(transaction)
                .stagedDefinitions(List.of(oid))
                .forEach(_ -> statements.add("alter table " + table.ddl().stage() + " disable trigger user"));
    }

    private void find(long oid) {
        Catalog catalog = new Catalog(transaction);
        TableDefinition found = catalog.stagedDefinitions(List.of(oid)).getFirst();
        SqlArray oids = SqlArray.oids(List.of(oid));
        if (!found.table().owner().equals(currentRole())) {
            alter("owner to " + Sql.identifier(currentRole()));
        }
        statements.addAll(catalog.statements("strip_belongings", oids));
        statements.addAll(catalog.statements("leave_publications", oids));
        dropParts(found, table.pair().definition());
        properties(found, table.pair().definition());
    }

    private String currentRole() {
        return transaction
                .query("select current_user", row -> row.getString(1), Reason.StageFailed, "reading the role")
                .getFirst();
    }

    private void dropParts(TableDefinition found, TableDefinition wanted) {
        found.foreignKeys().forEach(k -> alter("drop constraint " + Sql.identifier(k.name())));
        found.checks().stream()
                .filter(c -> wanted.checks().stream().noneMatch(w -> w.name().equals(c.name())))
                .forEach(c -> alter("drop constraint " + Sql.identifier(c.name())));
        found.indexes().forEach(this::dropIndex);
        found.statistics().forEach(s -> statements.add("drop statistics " + Sql.qualified(s.schema(), s.name())));
        found.columns().stream()
                .filter(c -> wanted.column(c.name()).isEmpty())
                .forEach(c -> alter("drop column " + Sql.identifier(c.name())));
    }

    // The stage has no index yet.
    private void dropIndex(Index index) {
        if (index.constraint() == null) {
            statements.add("drop index " + Sql.qualified(stageSchema(), index.name()));
        } else {
            alter("drop constraint " + Sql.identifier(index.constraint().name()));
        }
    }

    private String stageSchema() {
        String schema = table.name().schema();
        return table.ddl().stageSchemas().getOrDefault(schema, schema);
    }

    private void properties(TableDefinition found, TableDefinition wanted) {
        if (!Objects.equals(found.table().comment(), wanted.table().comment())) {
            statements.add("comment on table " + table.ddl().stage() + " is "
                    + Optional.ofNullable(wanted.table().comment())
                            .map(Sql::literal)
                            .orElse("null"));
        }
        wanted.columns().forEach(w -> found.column(w.name()).ifPresent(f -> column(f, w)));
        String identity = wanted.table().replicaIdentity();
        String early = "i".equals(identity) ? "d" : identity; // its index comes later
        if (!found.table().replicaIdentity().equals(early)) {
            alter("replica identity " + (early.equals("d") ? "default" : early.equals("f") ? "full" : "nothing"));
        }
        if (!found.table().options().equals(wanted.table().options())) {
            found.table().options().forEach(o -> alter("reset (" + o.replaceFirst("=.*", "") + ")"));
            wanted.table().options().forEach(o -> alter("set (" + o + ")"));
        }
    }

    private void column(Column found, Column wanted) {
        String column = Sql.identifier(wanted.name());
        if (!Objects.equals(found.comment(), wanted.comment())) {
            statements.add("comment on column " + table.ddl().stage() + "." + column + " is "
                    + Optional.ofNullable(wanted.comment()).map(Sql::literal).orElse("null"));
        }
        if (found.notNull() && !wanted.notNull()) {
            alter("alter column " + column + " drop not null");
        }
        if (found.defaultExpression() != null && wanted.defaultExpression() == null) {
            alter("alter column " + column + " drop default");
        }
    }

    private void alter(String change) {
        statements.add("alter table " + table.ddl().stage() + " " + change);
    }
}
