package io.databasesync.postgres.stage;

import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.definition.TreeDdl;
import io.databasesync.sync.DependencyOrder;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The order of statements about tables that are partitions of others or inherit from others: pure text.
public final class Trees {
    private Trees() {}

    /// The tables in an order in which they can be made.
    public static List<RunTable> parentsFirst(List<RunTable> tables) {
        Map<TableName, RunTable> all = tables.stream().collect(Collectors.toMap(RunTable::name, Function.identity()));
        return DependencyOrder.of(tables, t -> parents(t, all), circle -> {
            throw new IllegalStateException("tables that inherit from each other: " + circle);
        });
    }

    private static List<RunTable> parents(RunTable table, Map<TableName, RunTable> all) {
        return table.pair().definition().table().tree().parents().stream()
                .flatMap(p -> Optional.ofNullable(all.get(p)).stream())
                .toList();
    }

    /// The partitions that have the rows of each partitioned table, as long as each is a table by itself.
    ///
    /// @param tables of the run, with their own definitions
    public static Map<TableName, List<TableName>> leaves(List<RunTable> tables) {
        Map<TableName, List<TableName>> leaves = new HashMap<>();
        Map<TableName, Table> all = tables.stream()
                .collect(Collectors.toMap(
                        RunTable::name, t -> t.pair().definition().table()));
        for (Table leaf : all.values()) {
            if (leaf.partitioned()) {
                leaves.putIfAbsent(leaf.name(), new ArrayList<>());
                continue;
            }
            Table above = leaf;
            while (above != null && !above.tree().bound().isEmpty()) {
                TableName parent = above.tree().parents().getFirst();
                leaves.computeIfAbsent(parent, _ -> new ArrayList<>()).add(leaf.name());
                above = all.get(parent);
            }
        }
        return leaves;
    }

    /// The statements that make tables partitions, parents first. The default partition of each table comes last, so
    /// that attaching the others does not scan its rows.
    public static List<String> attach(List<RunTable> tables) {
        return parentsFirst(tables).stream()
                .sorted(Comparator.comparing(
                        t -> t.pair().definition().table().tree().isDefault()))
                .flatMap(t -> new TreeDdl(t.ddl()).attach().stream())
                .toList();
    }

    /// The statements that make a tree whole when every member has its rows and indexes, and partitions are attached.
    /// A constraint of a child comes before its parent's, which keeps the name that the child's has.
    public static List<String> join(List<RunTable> tables) {
        List<TreeDdl> trees =
                parentsFirst(tables).stream().map(t -> new TreeDdl(t.ddl())).toList();
        Map<TableName, TableDefinition> all = tables.stream()
                .collect(Collectors.toMap(RunTable::name, t -> t.ddl().definition()));
        Stream<String> statistics = tables.stream()
                .filter(t ->
                        t.pair().definition().table().partitioned() && !t.ddl().ofStagedParents())
                .map(t -> "analyze " + t.ddl().stage());
        return Stream.of(
                        trees.stream().flatMap(t -> t.indexes().stream()),
                        trees.stream().flatMap(t -> t.attachIndexes().stream()),
                        trees.stream().flatMap(t -> t.marks().stream()),
                        trees.reversed().stream().flatMap(t -> t.notValidConstraints().stream()),
                        trees.stream().flatMap(t -> t.validations(all).stream()),
                        trees.stream().flatMap(t -> t.notValidComments().stream()),
                        statistics)
                .flatMap(Function.identity())
                .toList();
    }
}
