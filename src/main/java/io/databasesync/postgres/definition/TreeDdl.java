package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The DDL that joins the staged members of a partition tree, which are made one by one: pure text. It names each
/// index of a partition that belongs to an index of the partitioned table. The server would take the first one that
/// fits, and build the ones that a partition lacks.
public record TreeDdl(TableDdl table) {

    /// Makes the table a partition of its parent's stage. Empty if the table is not a partition, or if its
    /// parent is not staged.
    public Optional<String> attach() {
        Table.Tree tree = table.definition().table().tree();
        return tree.bound().isEmpty() || !table.ofStagedParents()
                ? Optional.empty()
                : Optional.of("alter table " + TableDdl.stageName(tree.parents().getFirst(), table.stageSchemas())
                        + " attach partition " + table.stage() + " " + tree.bound());
    }

    /// Makes the indexes of a partitioned table, and the constraints of its indexes, without those of its partitions.
    public List<String> indexes() {
        List<String> statements = new ArrayList<>();
        for (Index index : indexesOfRoot()) {
            statements.add("set local default_tablespace = " + Sql.literal(index.tablespace()));
            if (index.constraint() == null) {
                statements.add(table.createIndex(index));
            }
            table.constraintStatements(index, statements);
            statements.add("set local default_tablespace = ''");
        }
        return statements;
    }

    /// Makes the indexes of a partition part of those of its partitioned table.
    public List<String> attachIndexes() {
        return table.ofStagedParents()
                ? table.definition().indexes().stream().flatMap(this::attach).toList()
                : List.of();
    }

    private Stream<String> attach(Index index) {
        String of = index.attachedTo();
        String schema = table.definition().table().tree().parents().getFirst().schema();
        return of == null
                ? Stream.empty()
                : Stream.of("alter index " + TableDdl.stageName(new TableName(schema, of), table.stageSchemas())
                        + " attach partition " + Sql.qualified(table.stageSchema(), index.name()));
    }

    /// The statements for a partitioned table that need its partitions and their indexes. A `NOT VALID` check comes
    /// after the partitions: the server attaches no partition with such a check of its parent.
    public List<String> marks() {
        List<String> statements = new ArrayList<>();
        indexesOfRoot().forEach(i -> statements.addAll(table.indexMarks(i)));
        if (table.definition().table().partitioned()) {
            statements.addAll(notValid().checks());
            statements.addAll(notValid().commentsOfChecks());
        }
        return statements;
    }

    /// The constraints of a table in an inheritance tree that are not valid. The whole tree has its rows by then.
    public List<String> notValidConstraints() {
        return notValid().late() ? both(notValid().checks(), notValid().notNulls()) : List.of();
    }

    /// Validates those constraints of the table that are valid, although its parent's are not.
    ///
    /// @param all tables by name
    public List<String> validations(Map<TableName, TableDefinition> all) {
        return notValid().late()
                ? notValid()
                        .validations(table.definition().table().tree().parents().stream()
                                .flatMap(parent -> Stream.ofNullable(all.get(parent)))
                                .toList())
                : List.of();
    }

    /// Comments on them. A table that only inherits one has it from its parent's.
    public List<String> notValidComments() {
        return notValid().late()
                ? both(notValid().commentsOfChecks(), notValid().commentsOfNotNulls())
                : List.of();
    }

    /// The comments of those constraints that the table only inherits.
    public List<String> inheritedComments() {
        return notValid().late() ? notValid().commentsOfInherited() : List.of();
    }

    private NotValidDdl notValid() {
        return new NotValidDdl(table);
    }

    private static List<String> both(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private List<Index> indexesOfRoot() {
        return table.definition().table().partitioned() ? table.definition().indexes() : List.of();
    }
}
