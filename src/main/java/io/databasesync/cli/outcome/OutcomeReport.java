package io.databasesync.cli.outcome;

import io.databasesync.cli.terminal.Format;
import io.databasesync.cli.terminal.PlanPrinter;
import io.databasesync.cli.terminal.Structured;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Plan.Blocker;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome;
import java.io.PrintWriter;

/// Prints the outcome of a run at a terminal, and returns the exit code.
///
/// @param format what is printed on `out`
public record OutcomeReport(PrintWriter out, PrintWriter err, Format format) {
    /// For people.
    public OutcomeReport(PrintWriter out, PrintWriter err) {
        this(out, err, Format.text);
    }

    /// @param operation the requested operation
    public int print(SyncOutcome outcome, Operation operation) {
        if (format != Format.text) {
            OutcomeJson object = OutcomeJson.of(outcome, operation);
            out.println(format == Format.yaml ? Structured.yaml(object) : Structured.json(object));
            out.flush();
            return exitCode(outcome);
        }
        switch (outcome) {
            case SyncOutcome.Planned(var plan) -> planned(plan);
            case SyncOutcome.Synced synced -> said(OutcomeText.synced(synced));
            case SyncOutcome.Restored restored -> said(OutcomeText.restored(restored));
            case SyncOutcome.Verified verified -> said(OutcomeText.verified(verified));
            case SyncOutcome.RolledBack(var phase, var cause) -> err.println(OutcomeText.rolledBack(phase, cause));
            case SyncOutcome.Interrupted(var phase, var cause) -> err.println(OutcomeText.interrupted(phase, cause));
            case SyncOutcome.Stuck(var phase, var cause, var cleanup) ->
                err.println(OutcomeText.stuck(phase, cause, cleanup));
        }
        return exitCode(outcome);
    }

    private static int exitCode(SyncOutcome outcome) {
        return switch (outcome) {
            case SyncOutcome.Planned(var plan) ->
                plan.blocked().map(Blocker::reason).map(Reason::exitCode).orElse(0);
            case SyncOutcome.Synced _, SyncOutcome.Restored _, SyncOutcome.Verified _ -> 0;
            case SyncOutcome.RolledBack(var _, var cause) -> cause.reason().exitCode();
            case SyncOutcome.Interrupted(var _, var cause) -> cause.reason().exitCode();
            case SyncOutcome.Stuck(var _, var cause, var _) -> cause.reason().exitCode();
        };
    }

    private void planned(Plan plan) {
        said(PlanPrinter.of(plan));
        plan.blocked().ifPresent(blocker -> err.println(OutcomeText.blocked(plan, blocker)));
    }

    private void said(String text) {
        out.println(text);
        out.flush();
    }
}
