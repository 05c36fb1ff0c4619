package io.databasesync.postgres.inplace;

import io.databasesync.postgres.catalog.Check;
import io.databasesync.postgres.catalog.Column;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.Sql;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Constraints that the rows of a table need not satisfy, or not yet: those that are `NOT VALID`, and checks that read
/// tables of the run. The server checks them for every row that is written, so they are dropped before the rows are
/// copied, and added again when all tables are filled.
///
/// @param drops statements that drop them
/// @param additions statements that add them as they were, with their comments
record LooseConstraints(List<String> drops, List<String> additions) {
    /// @param tables those that our role does not own are left alone
    static LooseConstraints of(List<RunTable> tables) {
        LooseConstraints loose = new LooseConstraints(new ArrayList<>(), new ArrayList<>());
        for (RunTable table : tables) {
            table.pair()
                    .target()
                    .ifPresentOrElse(
                            existing -> loose.add(existing, table.pair().lateChecks()), () -> loose.validate(table));
        }
        return loose;
    }

    // It was made without its late checks, and has them as NOT VALID by then.
    private void validate(RunTable table) {
        table.pair().lateChecks().forEach(check -> additions.add(check.validate(Sql.qualified(table.name()))));
    }

    private void add(TableDefinition definition, List<Check> late) {
        if (!definition.table().mayOwn() || !definition.table().tree().parents().isEmpty()) {
            return;
        }
        String alter = "alter table " + Sql.qualified(definition.name()) + " ";
        for (Check check : definition.checks()) {
            if (late.contains(check) || (!check.validated() && check.enforced())) {
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
