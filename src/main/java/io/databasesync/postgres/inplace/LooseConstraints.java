package io.databasesync.postgres.inplace;

import io.databasesync.postgres.catalog.Check;
import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.definition.TreeDdl;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Constraints that the rows of a table need not satisfy, or not yet: those that are `NOT VALID`, and checks that read
/// tables of the run. The server checks them for every row that is written, so they are dropped before the rows are
/// copied, and added again when all tables are filled.
///
/// @param drops statements that drop them
/// @param additions statements that add them as they were, with their comments
record LooseConstraints(List<String> drops, List<String> additions) {
    /// @param tables those that our role does not own are left alone
    /// @param leaves partitions of these tables
    static LooseConstraints of(List<RunTable> tables, List<TableDefinition> leaves) {
        LooseConstraints loose = new LooseConstraints(new ArrayList<>(), new ArrayList<>());
        Map<TableName, TableDefinition> all = new HashMap<>();
        leaves.forEach(leaf -> all.put(leaf.name(), leaf));
        tables.forEach(t -> t.pair().target().ifPresent(existing -> all.put(existing.name(), existing)));
        leaves.forEach(leaf -> loose.add(leaf, List.of(), all));
        for (RunTable table : tables) {
            table.pair()
                    .target()
                    .ifPresentOrElse(
                            existing -> loose.add(existing, table.pair().lateChecks(), all),
                            () -> loose.validate(table));
        }
        tables.forEach(table -> loose.inherit(table, all));
        return loose;
    }

    // A parent that gets its constraint again gives it to its children as NOT VALID and without their comments.
    private void inherit(RunTable table, Map<TableName, TableDefinition> all) {
        Optional<TableDefinition> existing = table.pair().target();
        if (existing.isEmpty()
                || !existing.get().table().mayOwn()
                || !all.keySet().containsAll(existing.get().table().tree().parents())) {
            return;
        }
        TreeDdl tree = new TreeDdl(table.ddl());
        additions.addAll(tree.validations(all));
        additions.addAll(tree.inheritedComments());
    }

    // It was made without its late checks, and has them as NOT VALID by then.
    private void validate(RunTable table) {
        table.pair().lateChecks().forEach(check -> additions.add(check.validate(Sql.qualified(table.name()))));
    }

    private void add(TableDefinition definition, List<Check> late, Map<TableName, TableDefinition> all) {
        if (!definition.table().mayOwn()) {
            return;
        }
        List<TableName> parents = definition.table().tree().parents();
        if (!all.keySet().containsAll(parents)) {
            return; // what it has of its own and what it inherits is not known
        }
        String alter = "alter table " + Sql.qualified(definition.name()) + " ";
        for (Check check : definition.checks()) {
            if (ownCheck(check, parents, all) && (late.contains(check) || (!check.validated() && check.enforced()))) {
                drops.add(alter + "drop constraint " + Sql.identifier(check.name()));
                additions.add(alter + "add constraint " + Sql.identifier(check.name()) + " " + check.definition());
                comment(definition, check.name(), check.comment());
            }
        }
        for (Column column : definition.columns()) {
            Column.@Nullable NotNull notNull = column.notNullConstraint();
            if (notNull != null && notNull.local() && parents.isEmpty() && !notNull.validated()) {
                drops.add(alter + "drop constraint " + Sql.identifier(notNull.name()));
                additions.add(alter + "add " + notNull.definition() + " " + Sql.identifier(column.name())
                        + (notNull.noInherit() ? " no inherit" : "") + " not valid");
                comment(definition, notNull.name(), notNull.comment());
            }
        }
    }

    // The server merges a check with the parent's of that name, and does not drop it then.
    private static boolean ownCheck(Check check, List<TableName> parents, Map<TableName, TableDefinition> all) {
        return check.local()
                && parents.stream()
                        .flatMap(parent -> Objects.requireNonNull(all.get(parent)).checks().stream())
                        .noneMatch(c -> c.name().equals(check.name()));
    }

    private void comment(TableDefinition definition, String constraint, @Nullable String comment) {
        if (comment != null) {
            additions.add("comment on constraint %s on %s is %s"
                    .formatted(Sql.identifier(constraint), Sql.qualified(definition.name()), Sql.literal(comment)));
        }
    }
}
