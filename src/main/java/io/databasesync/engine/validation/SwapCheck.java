package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.RowTypeUse;
import io.databasesync.postgres.catalog.Sequence;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
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

    private SwapCheck(TargetDatabase target, List<TablePair> pairs) {
        this.target = target;
        this.pairs = pairs;
        this.role = target.identity().role();
        this.existing = pairs.stream()
                .flatMap(p -> Stream.concat(p.target().stream(), p.members().stream()))
                .collect(Collectors.toMap(TableDefinition::name, Function.identity()));
        this.found = new TreeObstacles(pairs);
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
        check.borrowedSequences();
        rows.forEach(check::rowType);
        ViewCheck moving = check.dependents(views);
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
        questions.add(() -> blockers(views));
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

    // A new table is made with the row type of the table that is there, and keeps it.
    private void rowType(RowTypeUse use) {
        if (existing.containsKey(use.of())) {
            found.add(
                    use.of(),
                    SyncException.of(
                            Reason.DependentBlocks,
                            "table " + use.of(),
                            "column %s of %s, which the run creates, contains rows of table %s, so that table cannot be swapped"
                                    .formatted(use.column(), use.table(), use.of()),
                            Fix.exclude(use.of())));
        }
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

    // A new table is created before the swap. Its default would keep the sequence of the old table, which moves away.
    private void borrowedSequences() {
        Map<TableName, TableName> moving = new HashMap<>();
        pairs.forEach(p -> p.target()
                .ifPresent(t -> t.sequences().stream()
                        .filter(Sequence::movesWithTable)
                        .forEach(s -> moving.put(s.qualified(), t.name()))));
        for (TablePair pair : pairs) {
            if (pair.target().isEmpty()) {
                pair.definition().sequences().stream()
                        .filter(s -> !s.movesWithTable())
                        .forEach(s -> Optional.ofNullable(moving.get(s.qualified()))
                                .ifPresent(owner -> borrowed(pair, s, owner)));
            }
        }
    }

    private void borrowed(TablePair created, Sequence sequence, TableName owner) {
        found.add(
                owner,
                SyncException.of(
                        Reason.DependentBlocks,
                        "table " + owner,
                        "table %s is to be created with a default of column %s that uses sequence %s of table %s, which cannot be swapped then"
                                .formatted(created.name(), sequence.column(), sequence.qualified(), owner),
                        Fix.advice("exclude one of the tables")));
    }

    // A policy of a table that stays may read one that moves, and a materialized view that stays reads tables: each
    // round leaves fewer tables and views to move.
    private ViewCheck dependents(ViewCheck all) {
        ViewCheck views = all;
        boolean stable = false;
        while (!stable) {
            found.spread();
            views = views.without(oids(found::stays));
            Map<Long, List<String>> blocked = blockers(views.moving().oids());
            for (Map.Entry<Long, List<String>> entry : blocked.entrySet()) {
                add(entry.getKey(), entry.getValue(), views);
            }
            stable = blocked.isEmpty();
        }
        return views;
    }

    private void add(long oid, List<String> blockers, ViewCheck views) {
        TableName table = existing.values().stream()
                .filter(t -> t.oid() == oid)
                .findFirst()
                .map(TableDefinition::name)
                .orElseThrow();
        found.add(
                table,
                SyncException.of(
                        Reason.DependentBlocks,
                        "table " + table,
                        "table %s cannot be swapped, because objects depend on it (%s)"
                                .formatted(
                                        table,
                                        blockers.stream().map(views::explained).collect(Collectors.joining(", "))),
                        Fix.advice("drop those objects, or exclude the table")));
    }

    // By OID of the table.
    private Map<Long, List<String>> blockers(Collection<Long> views) {
        Set<Long> tables = oids(t -> !found.stays(t));
        if (tables.isEmpty()) {
            return Map.of();
        }
        Set<Long> moving = new HashSet<>(tables);
        moving.addAll(views);
        Map<Long, List<String>> blocked =
                new HashMap<>(target.read(c -> c.objects().blockers(moving)));
        blocked.keySet().retainAll(tables);
        return blocked;
    }

    private Set<Long> oids(Predicate<TableName> which) {
        return existing.values().stream()
                .filter(t -> which.test(t.name()))
                .map(TableDefinition::oid)
                .collect(Collectors.toSet());
    }
}
