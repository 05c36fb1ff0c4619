package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.DependentView;
import io.databasesync.postgres.catalog.EventTrigger;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.DefinitionComparison;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.EventTriggerSwitch;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.SqlResource;
import io.databasesync.postgres.stage.Stage;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Keeps event triggers of the target from changing the tables that a swap publishes: switches them off where our
/// role may do that, takes off what they have added, and proves the result. Does nothing if the target has none.
final class EventTriggerEffects {
    private final SwapSteps steps;
    private final Stage stage;

    EventTriggerEffects(SwapSteps steps, Stage stage) {
        this.steps = steps;
        this.stage = stage;
    }

    void begin() {
        if (stage.eventTriggers()) {
            steps.add(EventTriggerSwitch.OFF, "switching event triggers off");
        }
    }

    /// Strips the new tables, which have taken their places. The server finds out what there is to strip.
    ///
    /// @param oids of the new tables
    void strip(Collection<Long> oids) {
        if (!stage.eventTriggers()) {
            return;
        }
        steps.add(
                Sql.each(Sql.bound(SqlResource.load("strip_belongings"), Sql.numbers("oid", oids))),
                "undoing what event triggers did");
        stage.tables().stream()
                .filter(t -> t.pair().target().isEmpty() && moves(stage, t))
                .forEach(t -> steps.add(
                        "alter table " + Sql.qualified(t.name()) + " enable trigger user",
                        "enabling the triggers of table " + t.name()));
    }

    /// Lets triggers fire again, also those of tables that get rows now.
    void end() {
        if (stage.eventTriggers()) {
            steps.add(EventTriggerSwitch.ON, "switching event triggers on");
        }
    }

    /// Compares what the transaction has made.
    ///
    /// @param before the tables that were replaced
    /// @param belongings what belonged to them, as statements
    /// @throws SyncException `PublishFailed` if a new table is not like the one that it replaces
    static void check(Catalog catalog, Stage stage, List<TableDefinition> before, List<String> belongings) {
        List<TableName> replaced = replaced(stage);
        List<String> changes = new ArrayList<>(differences(catalog, replaced, before));
        List<String> now = catalog.statements(
                "belongings",
                SqlArray.oids(catalog.oids(Stream.concat(
                                        replaced.stream(),
                                        stage.views().made().stream().map(DependentView::name))
                                .toList())
                        .values()));
        Stream.concat(
                        now.stream().filter(s -> !belongings.contains(s)),
                        belongings.stream().filter(s -> !now.contains(s)))
                .filter(s -> !ownersRight(s, before))
                .forEach(changes::add);
        if (!changes.isEmpty()) {
            List<EventTrigger> triggers = catalog.code().eventTriggers();
            throw SyncException.of(
                    Reason.PublishFailed,
                    TableName.inWords(before.stream().map(TableDefinition::name).toList()),
                    "the new tables would differ from the old ones, because an event trigger of the target changes them: %s (%s)"
                            .formatted(
                                    String.join("; ", changes),
                                    triggers.stream()
                                            .map(EventTrigger::toString)
                                            .collect(Collectors.joining(", "))),
                    Fix.run(triggers.stream().map(EventTrigger::disable).toList())
                            .or("let the function of the event trigger leave tables in schemas dbsync_… alone"));
        }
    }

    private static List<String> differences(Catalog catalog, List<TableName> replaced, List<TableDefinition> before) {
        Map<TableName, TableDefinition> now =
                catalog.definitions(catalog.tables(catalog.oids(replaced).values())).stream()
                        .collect(Collectors.toMap(TableDefinition::name, Function.identity()));
        DefinitionComparison comparison = new DefinitionComparison(Map.of(), replaced);
        return before.stream()
                .flatMap(t -> Optional.ofNullable(now.get(t.name())).stream()
                        .flatMap(made -> comparison.differences(made, t).stream())
                        .map(d -> t.name() + ": " + d))
                .toList();
    }

    // An owner's rights may be spelled out or implied.
    private static boolean ownersRight(String statement, List<TableDefinition> before) {
        return statement.startsWith("revoke ")
                || (statement.startsWith("grant ")
                        && before.stream()
                                .anyMatch(t -> statement.endsWith(
                                        " to " + Sql.readable(t.table().owner()))));
    }

    private static List<TableName> replaced(Stage stage) {
        return stage.tables().stream()
                .filter(t -> t.pair().target().isPresent() && moves(stage, t))
                .map(RunTable::name)
                .toList();
    }

    private static boolean moves(Stage stage, RunTable table) {
        return !stage.staying().contains(table.name());
    }
}
