package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Finds why tables of a target cannot be swapped, table by table: a table cannot be moved, or other objects would not
/// follow it. Each reason refuses a run of mode `Swap`.
public final class SwapCheck {
    private final TargetDatabase target;
    private final List<TablePair> pairs;
    private final String role;
    private final List<SyncException> stage = new ArrayList<>();
    private final Map<TableName, List<SyncException>> found = new LinkedHashMap<>();

    private SwapCheck(TargetDatabase target, List<TablePair> pairs) {
        this.target = target;
        this.pairs = pairs;
        this.role = target.identity().role();
    }

    /// Returns all reasons.
    public static Obstacles of(TargetDatabase target, List<TablePair> pairs) {
        SwapCheck check = new SwapCheck(target, pairs);
        attempt(() -> TargetCheck.stage(target), check.stage::add);
        pairs.forEach(check::table);
        check.foreignKeys();
        check.publications();
        check.borrowedSequences();
        check.dependents();
        return new Obstacles(check.stage, check.found);
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
        found.computeIfAbsent(table, _ -> new ArrayList<>()).add(obstacle);
    }

    private void table(TablePair pair) {
        pair.target().ifPresent(there -> kind(there.table()));
        ObjectIdCheck.obstacle(pair).ifPresent(o -> add(pair.name(), o));
        pair.target()
                .ifPresent(there -> attempt(
                        () -> TableCheck.replaceable(there.table(), role), obstacle -> add(pair.name(), obstacle)));
        attempt(() -> TargetCheck.tablesIn(target, pair.name().schema()), obstacle -> add(pair.name(), obstacle));
    }

    private void kind(Table table) {
        String kind = kindOf(table);
        if (!kind.isEmpty()) {
            add(
                    table.name(),
                    SyncException.of(
                            Reason.UnsupportedTable,
                            "table " + table.name(),
                            "table %s is %s on the target, which cannot be swapped".formatted(table.name(), kind),
                            Fix.exclude(table.name())));
        }
    }

    private static String kindOf(Table table) {
        if (table.partitioned()) {
            return "a partitioned table";
        }
        if (table.partition()) {
            return "a partition";
        }
        if (table.inherits()) {
            return "part of an inheritance tree";
        }
        return table.typed() ? "a typed table" : "";
    }

    // A swap drops and adds each key of a table that moves, unless both ends move. So both ends need the right.
    private void foreignKeys() {
        List<Long> oids = existing().map(TableDefinition::oid).toList();
        for (ForeignKey key : target.read(c -> c.foreignKeys(oids))) {
            attempt(
                    () -> TargetCheck.follows(role, key),
                    obstacle -> existing()
                            .map(TableDefinition::name)
                            .filter(t -> t.equals(key.table()) || t.equals(key.referenced()))
                            .forEach(t -> add(t, obstacle)));
        }
    }

    // The rows of a logged stage table would be published, and subscribers have no such table.
    private void publications() {
        List<String> all = target.read(c -> c.objects().publicationsOfAllTables());
        for (String publication : all) {
            pairs.forEach(pair -> add(
                    pair.name(),
                    SyncException.of(
                            Reason.DependentBlocks,
                            "table " + pair.name(),
                            "table %s cannot be swapped, because publication %s for all tables would publish its stage"
                                    .formatted(pair.name(), publication),
                            Fix.advice("drop the publication, or exclude the table"))));
        }
    }

    // A new table is created before the swap. Its default would keep the sequence of the old table, which moves away.
    private void borrowedSequences() {
        Map<TableName, TableName> moving = new HashMap<>();
        existing()
                .forEach(t -> t.sequences().stream()
                        .filter(Sequence::movesWithTable)
                        .forEach(s -> moving.put(s.qualified(), t.name())));
        for (TablePair pair : pairs) {
            if (pair.target().isEmpty()) {
                pair.definition().sequences().stream()
                        .filter(s -> !s.movesWithTable() && moving.containsKey(s.qualified()))
                        .forEach(s -> borrowed(pair, s, moving.get(s.qualified())));
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

    // A policy of a table that stays may read one that moves, for example: each round leaves fewer tables to move.
    private void dependents() {
        Map<Long, TableName> moving = new HashMap<>();
        existing().filter(t -> !found.containsKey(t.name())).forEach(t -> moving.put(t.oid(), t.name()));
        Map<Long, List<String>> blocked = blockers(moving);
        while (!blocked.isEmpty()) {
            blocked.forEach((oid, what) -> {
                TableName table = Objects.requireNonNull(moving.remove(oid));
                add(
                        table,
                        SyncException.of(
                                Reason.DependentBlocks,
                                "table " + table,
                                "table %s cannot be swapped, because objects depend on it (%s)"
                                        .formatted(table, String.join(", ", what)),
                                Fix.advice("drop those objects, or exclude the table")));
            });
            blocked = blockers(moving);
        }
    }

    private Map<Long, List<String>> blockers(Map<Long, TableName> moving) {
        return moving.isEmpty() ? Map.of() : target.read(c -> c.objects().blockers(moving.keySet()));
    }

    private Stream<TableDefinition> existing() {
        return pairs.stream().flatMap(p -> p.target().stream());
    }
}
