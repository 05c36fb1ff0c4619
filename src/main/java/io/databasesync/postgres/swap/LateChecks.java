package io.databasesync.postgres.swap;

import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.ApplicationContext;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.Reason;
import java.util.List;

/// Checks that read tables of the run. The stage has them as `NOT VALID`, because a row that is loaded there
/// would be checked against the old rows. The publishing transaction checks them once all new tables are in
/// place.
final class LateChecks {
    private LateChecks() {}

    /// @param tables that have moved into their places
    static void run(SwapSteps steps, List<RunTable> tables) {
        if (tables.stream().allMatch(table -> table.pair().lateChecks().isEmpty())) {
            return;
        }
        steps.add(ApplicationContext.ENTER, "checking the rows of the new tables");
        for (RunTable table : tables) {
            table.pair()
                    .lateChecks()
                    .forEach(check -> steps.add(
                            check.validate(Sql.qualified(table.name())),
                            Reason.IndexFailed,
                            "checking constraint %s of table %s".formatted(check.name(), table.name())));
        }
        steps.add(ApplicationContext.LEAVE, "checking the rows of the new tables");
    }
}
