package io.databasesync.postgres.swap;

import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.SqlResource;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.postgres.target.Lease;
import io.databasesync.postgres.target.Leftovers;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.util.ArrayList;
import java.util.List;

/// The work that remains after the tables of a sync or a rollback are visible. A failure here is a warning and
/// cannot undo the run.
public final class AfterCommit {
    /// The run still holds the lease. Reading rows may take long; waiting for a lock may not.
    private static final String LOCK_TIMEOUT = "set local lock_timeout = '5s'";
    private final TargetDatabase target;
    private final String runId;

    public AfterCommit(TargetDatabase target, Lease lease) {
        this.target = target;
        this.runId = lease.runId();
    }

    /// Validates the foreign keys that were added `NOT VALID`.
    ///
    /// @return warnings, each with the statement to run
    public List<String> validate(List<String> statements) {
        List<String> warnings = new ArrayList<>();
        for (String sql : statements) {
            try {
                target.control().write(t -> {
                    Statements validating = t.during("validating a foreign key", Reason.PublishFailed);
                    validating.tell(LOCK_TIMEOUT);
                    validating.tell(sql);
                });
            } catch (SyncException e) {
                warnings.add("%s; the key holds for new rows; to validate it, run: %s".formatted(e.finding(), sql));
            }
        }
        return warnings;
    }

    /// Drops the generations whose tables have all been replaced again often enough. Generations of other tables
    /// stay. It never uses `CASCADE`: a generation that another object depends on stays too, with a warning.
    ///
    /// @return warnings
    public List<String> dropGenerations(int keep) {
        List<String> old = target.control()
                .ask(
                        TransactionMode.READ_ONLY,
                        t -> t.ask(
                                SqlResource.load("list_old_generations"),
                                row -> row.getString(1),
                                Reason.ConnectionLost,
                                "reading the generations",
                                runId,
                                keep,
                                keep));
        List<String> warnings = new ArrayList<>();
        for (String oldest : old) {
            try {
                target.control().write(t -> drop(t, oldest));
            } catch (SyncException e) {
                warnings.add("the tables that run %s replaced are kept: %s".formatted(oldest, e.getMessage()));
            }
        }
        return warnings;
    }

    private static void drop(Transaction t, String runId) {
        String doing = "dropping the previous generation of run " + runId;
        t.tell(LOCK_TIMEOUT, Reason.PublishFailed, "setting lock_timeout");
        Answer<List<ReplacedViews.Row>> replaced = ReplacedViews.ask(t, runId);
        List<String> schemas = ReplacedTables.askSchemas(t, runId).get();
        ReplacedTables.forgetting(runId).forEach(sql -> t.tell(sql, Reason.PublishFailed, doing));
        List<Long> views =
                replaced.get().stream().map(ReplacedViews.Row::previous).toList();
        if (!views.isEmpty()) {
            Leftovers.dropViews(t, schemas, views, doing);
        }
        Leftovers.dropSchemas(t, schemas, doing);
    }
}
