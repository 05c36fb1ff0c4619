package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.RowTypeUse;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Round;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds why tables of a target cannot be swapped, table by table: a table cannot be moved, or other objects would not
/// follow it. Each reason refuses a run of mode `Swap`. The tables of a tree move or stay together.
public final class SwapCheck {
    private final TargetDatabase target;
    private final List<TablePair> pairs;
    private final String role;
    private final Map<TableName, TableDefinition> existing;
    private final List<SyncException> stage = new ArrayList<>();
    private final TreeObstacles found;
    private final DependentCheck dependents;

    private SwapCheck(TargetDatabase target, List<TablePair> pairs) {
        this.target = target;
        this.pairs = pairs;
        this.role = target.identity().role();
        this.existing = pairs.stream()
                .flatMap(p -> Stream.concat(p.target().stream(), p.members().stream()))
                .collect(Collectors.toMap(TableDefinition::name, Function.identity()));
        this.found = new TreeObstacles(pairs);
        this.dependents = new DependentCheck(target, existing, found);
    }

    /// Returns all reasons.
    ///
    /// @param pairs the tables of a swap
    /// @param views over all of these tables
    /// @param rows columns of new tables that contain rows of other tables
    public static Obstacles of(TargetDatabase target, List<TablePair> pairs, ViewCheck views, List<RowTypeUse> rows) {
        SwapCheck check = new SwapCheck(target, pairs);
        Round.ahead(check.questions(views.moving().oids()));
        attempt(() -> TargetCheck.stage(target), check.stage::add);
        check.existing
                .values()
                .forEach(t -> TreeCheck.obstacle(t, check.existing).ifPresent(o -> check.found.add(t.name(), o)));
        pairs.forEach(p -> ObjectIdCheck.obstacle(p).ifPresent(o -> check.found.add(p.name(), o)));
        check.replaceable();
        check.schemas();
        check.foreignKeys();
        check.publications();
        NewTableCheck created = new NewTableCheck(pairs, check.existing.keySet(), check.found);
        created.borrowedSequences();
        created.rowTypes(rows);
        ViewCheck moving = check.dependents.spread(views);
        return new Obstacles(check.stage, check.found.byTable(), moving.moving());
    }

    /// Asks what will be asked if no view moves, and no table stays.
    public static void ahead(TargetDatabase target, List<TablePair> pairs) {
        SwapCheck check = new SwapCheck(target, pairs);
        Round.ahead(check.questions(Set.of()));
    }

    // The last check finds fewer blockers, if an earlier one has found some.
    private List<Supplier<?>> questions(Collection<Long> views) {
        List<Supplier<?>> questions = new ArrayList<>();
        schemaNames().forEach(schema -> questions.add(() -> target.objects().mayCreateIn(schema)));
        questions.add(this::keys);
        questions.add(() -> dependents.blockers(views));
        return questions;
    }

    private Set<String> schemaNames() {
        Set<String> names = new TreeSet<>();
        existing.keySet().forEach(t -> names.add(t.schema()));
        pairs.forEach(p -> names.add(p.name().schema()));
        return names;
    }

    private List<ForeignKey> keys() {
        List<Long> oids = existing.values().stream().map(TableDefinition::oid).toList();
        return target.read(c -> c.foreignKeys(oids));
    }

    private static void attempt(Runnable check, Consumer<SyncException> found) {
        try {
            check.run();
        } catch (SyncException obstacle) {
            if (obstacle.reason() != Reason.PrivilegeMissing) {
                throw obstacle; // a lost connection, for example
            }
            found.accept(obstacle);
        }
    }

    // A tree may have many partitions of one owner in one schema: one message is enough.
    private void replaceable() {
        Map<String, Table> kinds = new LinkedHashMap<>();
        for (TableDefinition definition : existing.values()) {
            Table table = definition.table();
            String kind = table.partition()
                    ? table.owner() + "\0" + table.name().schema() + "\0" + found.root(table.name())
                    : "";
            kinds.putIfAbsent(kind + "\0" + (table.partition() ? "" : table.name()), table);
        }
        kinds.values().forEach(t -> attempt(() -> TableCheck.replaceable(t, role), o -> found.add(t.name(), o)));
    }

    private void schemas() {
        Set<TableName> all = new TreeSet<>(existing.keySet());
        pairs.forEach(p -> all.add(p.name()));
        all.stream()
                .collect(Collectors.groupingBy(TableName::schema))
                .forEach((schema, tables) ->
                        attempt(() -> TargetCheck.tablesIn(target, schema), o -> tables.forEach(t -> found.add(t, o))));
    }

    // A swap drops and adds each key of a table that moves, unless both ends move. So both ends need the right.
    private void foreignKeys() {
        for (ForeignKey key : keys()) {
            attempt(
                    () -> TargetCheck.follows(role, key),
                    obstacle -> Stream.of(key.table(), key.referenced())
                            .filter(existing::containsKey)
                            .forEach(t -> found.add(t, obstacle)));
        }
    }

    // The rows of a logged stage table would be published, and subscribers have no such table.
    private void publications() {
        for (String publication : target.read(c -> c.objects().publicationsOfAllTables())) {
            for (TableName table : found.selected()) {
                found.add(
                        table,
                        SyncException.of(
                                Reason.DependentBlocks,
                                "table " + table,
                                "table %s cannot be swapped, because publication %s for all tables would publish its stage"
                                        .formatted(table, publication),
                                Fix.advice("drop the publication, or exclude the table")));
            }
        }
    }
}
