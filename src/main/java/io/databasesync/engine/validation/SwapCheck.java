package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.RowTypeUse;
import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.InheritedColumns;
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
    /// The selected table of each existing table: a member of a partition tree has the root's.
    private final Map<TableName, TableName> roots = new HashMap<>();

    private final List<SyncException> stage = new ArrayList<>();
    /// By selected table.
    private final Map<TableName, List<SyncException>> found = new LinkedHashMap<>();

    private SwapCheck(TargetDatabase target, List<TablePair> pairs) {
        this.target = target;
        this.pairs = pairs;
        this.role = target.identity().role();
        this.existing = pairs.stream()
                .flatMap(p -> Stream.concat(p.target().stream(), p.members().stream()))
                .collect(Collectors.toMap(TableDefinition::name, Function.identity()));
        pairs.forEach(p -> {
            roots.put(p.name(), p.root());
            p.members().forEach(m -> roots.put(m.name(), p.root()));
        });
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
        check.existing.values().forEach(check::tree);
        pairs.forEach(p -> ObjectIdCheck.obstacle(p).ifPresent(o -> check.add(p.name(), o)));
        check.replaceable();
        check.schemas();
        check.foreignKeys();
        check.publications();
        check.borrowedSequences();
        rows.forEach(check::rowType);
        ViewCheck moving = check.dependents(views);
        return new Obstacles(check.stage, check.found, moving.moving());
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

    private interface Found {
        void add(SyncException obstacle);
    }

    private static void attempt(Runnable check, Found found) {
        try {
            check.run();
        } catch (SyncException obstacle) {
            if (obstacle.reason() != Reason.PrivilegeMissing) {
                throw obstacle; // a lost connection, for example
            }
            found.add(obstacle);
        }
    }

    private void add(TableName table, SyncException obstacle) {
        List<SyncException> reasons = found.computeIfAbsent(root(table), _ -> new ArrayList<>());
        if (reasons.stream().noneMatch(known -> known.getMessage().equals(obstacle.getMessage()))) {
            reasons.add(obstacle);
        }
    }

    private TableName root(TableName table) {
        return roots.getOrDefault(table, table);
    }

    // A tree may have many partitions of one owner in one schema: one message is enough.
    private void replaceable() {
        Map<String, Table> kinds = new LinkedHashMap<>();
        for (TableDefinition definition : existing.values()) {
            Table table = definition.table();
            String kind =
                    table.partition() ? table.owner() + "\0" + table.name().schema() + "\0" + root(table.name()) : "";
            kinds.putIfAbsent(kind + "\0" + (table.partition() ? "" : table.name()), table);
        }
        kinds.values().forEach(t -> attempt(() -> TableCheck.replaceable(t, role), o -> add(t.name(), o)));
    }

    // A new table is made with the row type of the table that is there, and keeps it.
    private void rowType(RowTypeUse use) {
        if (existing.containsKey(use.of())) {
            add(
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
                        attempt(() -> TargetCheck.tablesIn(target, schema), o -> tables.forEach(t -> add(t, o))));
    }

    private void tree(TableDefinition definition) {
        String reason = torn(definition);
        if (!reason.isEmpty()) {
            add(
                    definition.name(),
                    SyncException.of(
                            Reason.UnsupportedTable,
                            "table " + definition.name(),
                            "table %s is %s on the target, so it cannot be swapped"
                                    .formatted(definition.name(), reason),
                            Fix.exclude(definition.name())));
        }
    }

    // Why a table would be torn from its tree: only whole trees are swapped. Children that are not selected are found
    // as dependents.
    private String torn(TableDefinition definition) {
        Table table = definition.table();
        for (TableName parent : table.tree().parents()) {
            if (!existing.containsKey(parent)) {
                return table.partition()
                        ? "a partition of %s, which is not selected,".formatted(parent)
                        : "a table that inherits from %s, which is not selected,".formatted(parent);
            }
        }
        return table.partition() || InheritedColumns.inOrder(definition, existing)
                ? ""
                : "a table whose columns are in another order than a new table that inherits from %s would have,"
                        .formatted(table.tree().parents().stream()
                                .map(TableName::toString)
                                .collect(Collectors.joining(" and ")));
    }

    // A swap drops and adds each key of a table that moves, unless both ends move. So both ends need the right.
    private void foreignKeys() {
        for (ForeignKey key : keys()) {
            attempt(
                    () -> TargetCheck.follows(role, key),
                    obstacle -> Stream.of(key.table(), key.referenced())
                            .filter(existing::containsKey)
                            .forEach(t -> add(t, obstacle)));
        }
    }

    // The rows of a logged stage table would be published, and subscribers have no such table.
    private void publications() {
        for (String publication : target.read(c -> c.objects().publicationsOfAllTables())) {
            for (TableName table : new TreeSet<>(roots.values())) {
                add(
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
        add(
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
            spread();
            views = views.without(oids(t -> found.containsKey(root(t))));
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
        add(
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
        Set<Long> tables = oids(t -> !found.containsKey(root(t)));
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

    // A table that inherits moves with its parents, or stays with them.
    private void spread() {
        boolean stable = false;
        while (!stable) {
            stable = pairs.stream().noneMatch(this::spread);
        }
    }

    private boolean spread(TablePair pair) {
        boolean changed = false;
        for (TableName parent : pair.definition().table().tree().parents()) {
            if (roots.containsKey(parent)) {
                changed |= spread(root(pair.name()), root(parent));
                changed |= spread(root(parent), root(pair.name()));
            }
        }
        return changed;
    }

    private boolean spread(TableName from, TableName to) {
        List<SyncException> reasons = found.get(from);
        if (reasons == null || found.containsKey(to)) {
            return false;
        }
        add(
                to,
                SyncException.of(
                        reasons.getFirst().reason(),
                        "table " + to,
                        "table %s cannot be swapped without table %s, with which it inherits: %s"
                                .formatted(to, from, reasons.getFirst().finding()),
                        Fix.advice("see table " + from)));
        return true;
    }
}
