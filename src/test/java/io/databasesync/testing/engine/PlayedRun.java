package io.databasesync.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncRequest;
import io.databasesync.testing.postgres.TestDatabase;

/// One run of a `Scenario`, with checks of its outcome, its reports and its row in the history.
public record PlayedRun(SyncRequest request, SyncOutcome outcome, RecordedProgress progress) {

    public Synced synced() {
        return switch (outcome) {
            case Synced synced -> synced;
            case RolledBack(var phase, var cause) ->
                fail("failed in %s with %s: %s".formatted(phase, cause.reason(), cause.getMessage()), cause);
            case SyncOutcome.Interrupted(var phase, var cause) ->
                fail("interrupted in %s with %s: %s".formatted(phase, cause.reason(), cause.getMessage()), cause);
            case SyncOutcome.Stuck(var phase, var cause, var _) ->
                fail("stuck in %s with %s: %s".formatted(phase, cause.reason(), cause.getMessage()), cause);
            case SyncOutcome.Planned _, SyncOutcome.Verified _ -> fail("nothing was synced");
            case SyncOutcome.Restored _ -> fail("rolled back");
        };
    }

    /// For a run that compared, and wrote nothing.
    public void verified() {
        assertThat(outcome)
                .as(() -> outcome instanceof RolledBack(var _, var cause) ? cause.toString() : "")
                .isInstanceOf(SyncOutcome.Verified.class);
    }

    public RolledBack rolledBack() {
        return outcome instanceof RolledBack end ? end : fail("ended as " + outcome);
    }

    private void assertHistory(TestDatabase target, String status, Phase phase, boolean error) {
        assertThat(target.rows("""
            select direction, operation, status, phase, requested_by, strpos(source, '%s') > 0,
              strpos(target, '%s') > 0, error is not null, started_at <= finished_at
            from databasesync.run where run_id = '%s'\
            """.formatted(request.source(), request.target(), request.runId())))
                .as("history")
                .containsExactly(TestDatabase.row(
                        "RemoteToLocal", "Sync", status, phase.name(), "a test", true, true, error, true));
    }

    /// For a run that published.
    public void assertSucceeded(TestDatabase target) {
        Synced synced = synced();
        progress.checkSucceeded();
        assertHistory(target, "succeeded", Phase.Succeeded, false);
        assertThat(target.value("select mode from databasesync.run where run_id = '%s'".formatted(request.runId())))
                .isEqualTo(synced.mode().name());
        assertThat(synced.verification()).startsWith(request.verification() + ": ");
        assertThat(target.value(
                        "select verification from databasesync.run where run_id = '%s'".formatted(request.runId())))
                .isEqualTo(synced.verification());
        assertThat(target.rows(
                        "select tables, rows from databasesync.run where run_id = '%s'".formatted(request.runId())))
                .containsExactly(TestDatabase.row(synced.tables().size(), synced.rows()));
    }

    /// For a run that had begun to write.
    public void assertFailed(TestDatabase target) {
        RolledBack end = rolledBack();
        String status = end.cause().reason() == Reason.Cancelled ? "cancelled" : "failed";
        assertHistory(target, status, end.failedIn(), true);
    }
}
