package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Check;
import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.ExtendedStatistics;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The DDL that makes a table like another one in its stage schema, under the same names: pure text.
///
/// @param definition the table to make; from the target if it exists there, otherwise from the source
/// @param stageSchemas stage schema by schema, of every selected table
/// @param stageable tables of the selection, whose foreign keys point at each other's stages
public record TableDdl(TableDefinition definition, Map<String, String> stageSchemas, Set<TableName> stageable) {

    /// The name of a table's stage.
    public static String stageName(TableName table, Map<String, String> stageSchemas) {
        return Sql.qualified(stageSchemas.getOrDefault(table.schema(), table.schema()), table.name());
    }

    public String stage() {
        return stageName(definition.name(), stageSchemas);
    }

    public TableName stageTable() {
        TableName table = definition.name();
        return new TableName(stageSchemas.getOrDefault(table.schema(), table.schema()), table.name());
    }

    /// Whether the table belongs to a tree of which the stage has the parents.
    public boolean ofStagedParents() {
        List<TableName> parents = definition.table().tree().parents();
        return !parents.isEmpty() && stageable.containsAll(parents);
    }

    String stageSchema() {
        return stageSchemas.getOrDefault(
                definition.name().schema(), definition.name().schema());
    }

    /// Makes sequences, the table, and the parts of its columns; without indexes, so that loading is fast.
    public List<String> tableStatements() {
        return tableStatements(false);
    }

    /// The same.
    ///
    /// @param eventTriggers whether event triggers may give the new table to another owner
    public List<String> tableStatements(boolean eventTriggers) {
        List<String> statements = new ArrayList<>();
        CreateTable create = new CreateTable(definition, stageSchemas, ofStagedParents());
        create.serialSequences().forEach(s -> statements.add(s.create(create.sequence(s))));
        statements.add(create.statement());
        create.serialSequences()
                .forEach(s -> statements.addAll(OwnedBy.table(create.sequence(s), stage(), s.column(), eventTriggers)));
        definition.sequences().stream()
                .filter(s -> s.identity() && s.unlogged() != definition.table().unlogged())
                .forEach(s -> statements.add(
                        "alter sequence " + create.sequence(s) + " set " + (s.unlogged() ? "unlogged" : "logged")));
        statements.addAll(create.inheritedColumns());
        definition.columns().forEach(c -> columnStatements(c, statements));
        comments(statements);
        if (!"d".equals(definition.table().replicaIdentity())
                && !"i".equals(definition.table().replicaIdentity())) {
            statements.add("alter table " + stage() + " replica identity "
                    + ("f".equals(definition.table().replicaIdentity()) ? "full" : "nothing"));
        }
        return statements;
    }

    private void columnStatements(Column column, List<String> statements) {
        String alter = "alter table " + stage() + " alter column " + Sql.identifier(column.name()) + " ";
        if (column.storage() != null) {
            statements.add(alter + "set storage " + storage(column.storage()));
        }
        if (column.compression() != null) {
            statements.add(alter + "set compression " + ("l".equals(column.compression()) ? "lz4" : "pglz"));
        }
        if (column.statisticsTarget() != null) {
            statements.add(alter + "set statistics " + column.statisticsTarget());
        }
        if (!column.options().isEmpty()) {
            statements.add(alter + "set (" + String.join(", ", column.options()) + ")");
        }
    }

    private static String storage(String letter) {
        return switch (letter) {
            case "p" -> "plain";
            case "e" -> "external";
            case "m" -> "main";
            case "x" -> "extended";
            default -> throw new IllegalStateException("attstorage " + letter);
        };
    }

    private void comments(List<String> statements) {
        if (definition.table().comment() != null) {
            statements.add("comment on table " + stage() + " is "
                    + Sql.literal(definition.table().comment()));
        }
        for (Column c : definition.columns()) {
            if (c.comment() != null) {
                statements.add("comment on column " + stage() + "." + Sql.identifier(c.name()) + " is "
                        + Sql.literal(c.comment()));
            }
        }
        NotValidDdl notValid = new NotValidDdl(this);
        for (Check c : definition.checks()) {
            if (!notValid.comesLater(c.validated(), c.local()) && c.comment() != null) {
                statements.add(constraintComment(c.name(), c.comment()));
            }
        }
        for (Sequence s : definition.sequences()) {
            if (s.movesWithTable() && s.comment() != null) {
                statements.add("comment on sequence " + Sql.qualified(stageSchema(), s.name()) + " is "
                        + Sql.literal(s.comment()));
            }
        }
    }

    String constraintComment(String constraint, String comment) {
        return "comment on constraint " + Sql.identifier(constraint) + " on " + stage() + " is " + Sql.literal(comment);
    }

    /// Builds an index, but not one of an exclusion constraint.
    public String createIndex(Index index) {
        return "create " + (index.unique() ? "unique " : "") + "index " + Sql.identifier(index.name()) + " on " + only()
                + stage() + " " + index.definition();
    }

    // An index of a partitioned table gets those of its partitions one by one.
    private String only() {
        return definition.table().partitioned() ? "only " : "";
    }

    /// The statements that need all indexes of the table: constraints, comments, marks, extended statistics. For a
    /// partitioned table, most of them are in [TreeDdl].
    public List<String> constraintStatements() {
        List<String> statements = new ArrayList<>();
        if (!definition.table().partitioned()) {
            for (Index index : definition.indexes()) {
                constraintStatements(index, statements);
                statements.addAll(indexMarks(index));
            }
        }
        notValid(statements);
        definition.columns().forEach(c -> notNullComment(c, statements));
        definition.statistics().forEach(s -> statisticsStatements(s, statements));
        return statements;
    }

    void constraintStatements(Index index, List<String> statements) {
        if (index.constraint() != null) {
            statements.add(addConstraint(index, index.constraint()));
            if (index.constraint().comment() != null) {
                statements.add(constraintComment(
                        index.constraint().name(), index.constraint().comment()));
            }
        }
    }

    private void notValid(List<String> statements) {
        NotValidDdl notValid = new NotValidDdl(this);
        if (notValid.late()) {
            return;
        }
        if (!definition.table().partitioned()) {
            statements.addAll(notValid.checks());
            statements.addAll(notValid.commentsOfChecks());
        }
        statements.addAll(notValid.notNulls());
        statements.addAll(notValid.commentsOfNotNulls());
    }

    private void notNullComment(Column column, List<String> statements) {
        Column.NotNull constraint = column.notNullConstraint();
        if (constraint != null
                && constraint.comment() != null
                && !new NotValidDdl(this).comesLater(constraint.validated(), constraint.local())) {
            statements.add(constraintComment(constraint.name(), constraint.comment()));
        }
    }

    private String addConstraint(Index index, Index.Constraint constraint) {
        String add = "alter table " + only() + stage() + " add constraint " + Sql.identifier(constraint.name()) + " ";
        if (!constraint.fromIndex()) {
            return add + constraint.definition();
        }
        return add + ("p".equals(constraint.type()) ? "primary key" : "unique") + " using index "
                + Sql.identifier(index.name())
                + (constraint.deferrable() ? " deferrable" : "")
                + (constraint.deferred() ? " initially deferred" : "");
    }

    /// The properties of an index besides its definition.
    public List<String> indexMarks(Index index) {
        List<String> statements = new ArrayList<>();
        if (index.comment() != null) {
            statements.add("comment on index " + Sql.qualified(stageSchema(), index.name()) + " is "
                    + Sql.literal(index.comment()));
        }
        index.statisticsTargets()
                .forEach(target ->
                        statements.add("alter index " + Sql.qualified(stageSchema(), index.name()) + " " + target));
        if (index.clustered()) {
            statements.add("alter table " + stage() + " cluster on " + Sql.identifier(index.name()));
        }
        if (index.replicaIdentity()) {
            statements.add("alter table " + stage() + " replica identity using index " + Sql.identifier(index.name()));
        }
        return statements;
    }

    private void statisticsStatements(ExtendedStatistics s, List<String> statements) {
        String name = Sql.qualified(stageSchema(), s.name());
        statements.add("create statistics " + name + " " + s.definition() + stage());
        if (s.target() != null) {
            statements.add("alter statistics " + name + " set statistics " + s.target());
        }
        if (s.comment() != null) {
            statements.add("comment on statistics " + name + " is " + Sql.literal(s.comment()));
        }
    }

    /// The table as all of these statements leave it: with each index built again, and without foreign keys to tables
    /// outside the selection.
    public TableDefinition made() {
        return definition.with(s -> s.indexes(definition.indexes().stream()
                        .map(i -> i.withValid(i.valid() || !definition.table().partitioned()))
                        .toList())
                .foreignKeys(definition.foreignKeys().stream()
                        .filter(k -> stageable.contains(k.referenced()))
                        .toList()));
    }

    /// Foreign keys between stages, checked at once.
    public List<String> innerForeignKeys() {
        return definition.foreignKeys().stream()
                .filter(k -> stageable.contains(k.referenced()))
                .flatMap(k -> foreignKey(k, stageName(k.referenced(), stageSchemas)).stream())
                .toList();
    }

    private List<String> foreignKey(ForeignKey key, String referenced) {
        String add = "alter table " + stage() + " add constraint " + Sql.identifier(key.name()) + " "
                + key.definition(referenced) + (key.validated() ? "" : " not valid");
        return key.comment() == null ? List.of(add) : List.of(add, constraintComment(key.name(), key.comment()));
    }
}
