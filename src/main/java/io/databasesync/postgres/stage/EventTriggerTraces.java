package io.databasesync.postgres.stage;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.definition.TableDdl;
import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.EventTriggerSwitch;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Takes from a new stage table the parts that event triggers of the target gave it. A table that replaces another
/// one becomes like that one. A table that the target lacks keeps them, as a table of an application would; triggers
/// do not fire while it is loaded.
///
/// All tables are read before the first one is changed. What a parent loses, its children lose with it: so a part that
/// is to be dropped may be gone already.
final class EventTriggerTraces {
    private final RunTable table;
    private final TableDefinition found;
    private final List<String> statements = new ArrayList<>();

    private EventTriggerTraces(RunTable table, TableDefinition found) {
        this.table = table;
        this.found = found;
    }

    /// @param oids of the stage tables, by the names of their tables
    static void remove(Transaction t, List<RunTable> made, Map<TableName, Long> oids) {
        Map<TableName, Answer<List<String>>> triggers = new HashMap<>();
        made.stream()
                .filter(table -> created(table) && joins(table))
                .forEach(table ->
                        triggers.put(table.name(), triggersOfParent(t, table, oids.getOrDefault(table.name(), 0L))));
        String role = t.query("select current_user", row -> row.getString(1), Reason.StageFailed, "reading the role")
                .getFirst();
        Catalog catalog = new Catalog(t);
        SqlArray replacing = SqlArray.oids(made.stream()
                .filter(table -> !created(table))
                .map(table -> oids.getOrDefault(table.name(), 0L))
                .toList());
        List<String> belongings = new ArrayList<>(catalog.statements("strip_belongings", replacing));
        belongings.addAll(catalog.statements("leave_publications", replacing));
        Map<Long, TableDefinition> found = catalog.stagedDefinitions(oids.values()).stream()
                .collect(Collectors.toMap(TableDefinition::oid, Function.identity()));
        List<EventTriggerTraces> traces = made.stream()
                .map(table -> new EventTriggerTraces(
                        table, Objects.requireNonNull(found.get(oids.getOrDefault(table.name(), 0L)), "a stage table")))
                .toList();
        traces.forEach(own -> own.tellOwner(t, role));
        tell(t, "the stage", belongings);
        traces.forEach(own -> own.tellParts(t, triggers));
    }

    private void tellOwner(Transaction t, String role) {
        if (!created(table) && !found.table().owner().equals(role)) {
            alter("owner to " + Sql.identifier(role));
            tell(t);
        }
    }

    private void tellParts(Transaction t, Map<TableName, Answer<List<String>>> triggers) {
        if (created(table)) {
            Optional.ofNullable(triggers.get(table.name())).ifPresent(drops -> statements.addAll(drops.get()));
            alter("disable trigger user");
        } else {
            dropParts(table.pair().definition());
            properties(table.pair().definition());
        }
        tell(t);
    }

    private void tell(Transaction t) {
        tell(t, "the stage of table " + table.name(), statements);
        statements.clear();
    }

    private static void tell(Transaction t, String of, List<String> statements) {
        if (!statements.isEmpty()) {
            Statements removing = t.during("undoing the changes of event triggers to " + of, Reason.StageFailed);
            removing.tell(EventTriggerSwitch.OFF);
            statements.forEach(removing::tell);
            removing.tell(EventTriggerSwitch.ON);
        }
    }

    private static boolean created(RunTable table) {
        return table.pair().target().isEmpty();
    }

    private static boolean joins(RunTable table) {
        return table.ddl().ofStagedParents()
                && table.pair().definition().table().partition();
    }

    // A partition gets the row triggers of its parent and its root when it is attached. It must not have others of
    // the same names.
    private static Answer<List<String>> triggersOfParent(Transaction t, RunTable table, long oid) {
        TableName parent = table.pair().definition().table().tree().parents().getFirst();
        return t.ask(
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
                TableDdl.stageName(table.pair().root(), table.ddl().stageSchemas()));
    }

    private void dropParts(TableDefinition wanted) {
        found.foreignKeys().forEach(k -> alter("drop constraint if exists " + Sql.identifier(k.name())));
        found.checks().stream()
                .filter(c -> wanted.checks().stream().noneMatch(w -> w.name().equals(c.name())))
                .forEach(c -> alter("drop constraint if exists " + Sql.identifier(c.name())));
        found.indexes().forEach(this::dropIndex);
        found.statistics()
                .forEach(s -> statements.add("drop statistics if exists " + Sql.qualified(s.schema(), s.name())));
        found.columns().stream()
                .filter(c -> wanted.column(c.name()).isEmpty())
                .forEach(c -> alter("drop column if exists " + Sql.identifier(c.name())));
    }

    // The stage has no index yet.
    private void dropIndex(Index index) {
        if (index.constraint() == null) {
            statements.add("drop index if exists " + Sql.qualified(stageSchema(), index.name()));
        } else {
            alter("drop constraint if exists "
                    + Sql.identifier(index.constraint().name()));
        }
    }

    private String stageSchema() {
        String schema = table.name().schema();
        return table.ddl().stageSchemas().getOrDefault(schema, schema);
    }

    private void properties(TableDefinition wanted) {
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
