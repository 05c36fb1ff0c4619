package io.databasesync.postgres.inplace;

import io.databasesync.postgres.catalog.Check;
import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.session.Sql;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Constraints that the rows of a table need not satisfy: `NOT VALID`. The server checks them for every row that is
/// written, so they are dropped before the rows are copied, and added again afterwards.
///
/// @param drops statements that drop them
/// @param additions statements that add them as they were, with their comments
record LooseConstraints(List<String> drops, List<String> additions) {
    /// @param tables those that our role does not own are left alone
    static LooseConstraints of(List<TableDefinition> tables) {
        LooseConstraints loose = new LooseConstraints(new ArrayList<>(), new ArrayList<>());
        tables.stream()
                .filter(t -> t.table().mayOwn() && t.table().tree().parents().isEmpty())
                .forEach(loose::add);
        return loose;
    }

    private void add(TableDefinition definition) {
        String alter = "alter table " + Sql.qualified(definition.name()) + " ";
        for (Check check : definition.checks()) {
            if (!check.validated() && check.enforced()) {
                drops.add(alter + "drop constraint " + Sql.identifier(check.name()));
                additions.add(alter + "add constraint " + Sql.identifier(check.name()) + " " + check.definition());
                comment(definition, check.name(), check.comment());
            }
        }
        for (Column column : definition.columns()) {
            Column.@Nullable NotNull notNull = column.notNullConstraint();
            if (notNull != null && !notNull.validated()) {
                drops.add(alter + "drop constraint " + Sql.identifier(notNull.name()));
                additions.add(alter + "add " + notNull.definition() + " " + Sql.identifier(column.name())
                        + (notNull.noInherit() ? " no inherit" : "") + " not valid");
                comment(definition, notNull.name(), notNull.comment());
            }
        }
    }

    private void comment(TableDefinition definition, String constraint, @Nullable String comment) {
        if (comment != null) {
            additions.add("comment on constraint %s on %s is %s"
                    .formatted(Sql.identifier(constraint), Sql.qualified(definition.name()), Sql.literal(comment)));
        }
    }
}
