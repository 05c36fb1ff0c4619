package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.DependentView;
import io.databasesync.postgres.catalog.ExtendedStatistics;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.ForeignKeyDdl;
import io.databasesync.postgres.definition.SharedSequenceDdl;
import io.databasesync.postgres.session.Script;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The steps that publishing and rolling back share, as statements of one script.
final class SwapSteps {
    private final Script script = new Script();

    /// Records where the replaced tables of some schemas are kept.
    void recordPrevious(String runId, Collection<String> schemas, Map<String, String> previous) {
        List<String> replaced = List.copyOf(new TreeSet<>(schemas));
        add(
                "insert into databasesync.previous_generation (run_id, schema_name, previous_schema) select %s, * from unnest(%s, %s)"
                        .formatted(
                                Sql.literal(runId),
                                Sql.texts(replaced),
                                Sql.texts(replaced.stream()
                                        .map(s -> previous.getOrDefault(s, s))
                                        .toList())),
                "recording the previous generation");
    }

    void add(String sql, String doing) {
        script.add(sql, Reason.PublishFailed, doing);
    }

    void add(String sql, Reason reason, String doing) {
        script.add(sql, reason, doing);
    }

    void addAll(Collection<String> statements, String doing) {
        script.addAll(statements, Reason.PublishFailed, doing);
    }

    Script script() {
        return script;
    }

    /// Makes the schemas that keep tables and views, or rows.
    ///
    /// @param kept by the names that they have now
    /// @param previous the schema that keeps a table, by the table's schema
    void makeSchemas(Stream<TableName> kept, Map<String, String> previous) {
        for (String schema : kept.map(TableName::schema).collect(Collectors.toCollection(TreeSet::new))) {
            String keeper = previous.getOrDefault(schema, schema);
            add("create schema " + Sql.identifier(keeper), "making schema " + keeper);
        }
    }

    /// Moves live tables to the schemas that keep them.
    ///
    /// @param views that move with them
    void moveOut(List<TableDefinition> tables, List<DependentView> views, Map<String, String> previous) {
        for (TableDefinition old : tables) {
            String doing = "moving out table " + old.name();
            String keeper = Sql.identifier(
                    previous.getOrDefault(old.name().schema(), old.name().schema()));
            addAll(SharedSequenceDdl.disown(old), doing);
            add("alter table " + Sql.qualified(old.name()) + " set schema " + keeper, doing);
            for (ExtendedStatistics s : old.statistics()) {
                add("alter statistics " + Sql.qualified(s.schema(), s.name()) + " set schema " + keeper, doing);
            }
        }
        views.forEach(v ->
                moveOut(v, previous.getOrDefault(v.name().schema(), v.name().schema())));
    }

    private void moveOut(DependentView view, String keeper) {
        String doing = "moving the old %s %s out".formatted(view.kind(), view.name());
        add("alter table " + Sql.qualified(view.name()) + " set schema " + Sql.identifier(keeper), doing);
        view.statistics()
                .forEach(s -> add(
                        "alter statistics " + Sql.qualified(s.schema(), s.name()) + " set schema "
                                + Sql.identifier(keeper),
                        doing));
    }

    /// Moves a view into place.
    ///
    /// @param view the view whose place it takes
    /// @param from the schema where the new view and its statistics are
    void moveIn(DependentView view, String from) {
        String doing = "moving the new %s %s in".formatted(view.kind(), view.name());
        add(
                "alter table " + Sql.qualified(from, view.name().name()) + " set schema "
                        + Sql.identifier(view.name().schema()),
                doing);
        for (ExtendedStatistics s : view.statistics()) {
            add(
                    "alter statistics " + Sql.qualified(from, s.name()) + " set schema " + Sql.identifier(s.schema()),
                    doing);
        }
    }

    /// Moves a table into place.
    ///
    /// @param from the schema where the table and its statistics are
    /// @param definition the definition that it takes over: the schemas of statistics
    void moveIn(TableName name, String from, TableDefinition definition) {
        String doing = "moving in table " + name;
        add("alter table " + Sql.qualified(from, name.name()) + " set schema " + Sql.identifier(name.schema()), doing);
        for (ExtendedStatistics s : definition.statistics()) {
            String to = s.schema().equals(from) ? name.schema() : s.schema();
            add("alter statistics " + Sql.qualified(from, s.name()) + " set schema " + Sql.identifier(to), doing);
        }
    }

    /// Gives a table the shared sequences that it owns, once it is in place and has the same owner as they have.
    void own(TableName name, TableDefinition definition) {
        addAll(SharedSequenceDdl.own(name, definition), "restoring the sequences of table " + name);
    }

    void dropForeignKeys(List<ForeignKey> keys) {
        keys.forEach(k -> add(ForeignKeyDdl.drop(k), "dropping foreign key %s of %s".formatted(k.name(), k.table())));
    }

    /// Adds foreign keys without checking the rows.
    ///
    /// @return statements that check them, for after the commit
    List<String> addForeignKeys(List<ForeignKey> keys) {
        keys.forEach(k -> addAll(ForeignKeyDdl.add(k), "adding foreign key %s of %s".formatted(k.name(), k.table())));
        return keys.stream().flatMap(k -> ForeignKeyDdl.validate(k).stream()).toList();
    }

    /// Drops schemas that are empty by then.
    void dropSchemas(Collection<String> schemas) {
        schemas.forEach(s -> add("drop schema " + Sql.identifier(s), "dropping the emptied schema " + s));
    }
}
