package io.databasesync.worker;

import io.databasesync.api.DatabaseSyncRunStatus.Verification;
import io.databasesync.api.RunResult;
import io.databasesync.api.TerminationMessage;
import io.databasesync.progress.Display;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a worker ends: what it tells the operator, and its exit code, by which the Job decides about another pod.
/// @param cause why it failed, for the log
record LastWords(
        int exitCode, TerminationMessage message, @Nullable SyncException cause) {
    /// sysexits: EX_TEMPFAIL
    static final int TRY_AGAIN = 75;

    static LastWords of(SyncOutcome outcome) {
        return switch (outcome) {
            case SyncOutcome.Synced synced -> synced(synced);
            case SyncOutcome.Planned(var plan) -> planned(plan);
            case SyncOutcome.RolledBack(var phase, var cause) -> failed(phase, cause, cause.getMessage());
            case SyncOutcome.Stuck(var phase, var cause, var cleanup) ->
                failed(phase, cause, cause.getMessage() + "; cleaning up failed as well: " + cleanup.getMessage());
        };
    }

    static LastWords failed(@Nullable Phase phase, SyncException cause, String message) {
        boolean cancelled = cause.reason() == Reason.Cancelled;
        TerminationMessage words = new TerminationMessage(
                cancelled ? RunResult.Cancelled : RunResult.Failed,
                phase,
                cause.reason(),
                cause.sqlState().orElse(null),
                Display.text(message),
                null,
                null,
                null,
                null,
                null);
        return new LastWords(cause.retryable() ? TRY_AGAIN : cause.reason().exitCode(), words, cause);
    }

    /// The pod had to go, nobody cancelled the run: another pod does it.
    static LastWords drained() {
        return tryAgain("the pod was told to stop; nobody cancelled the run, so that another pod can do it");
    }

    static LastWords tryAgain(String message) {
        return new LastWords(
                TRY_AGAIN,
                new TerminationMessage(RunResult.Failed, null, null, null, message, null, null, null, null, null),
                null);
    }

    private static LastWords synced(SyncOutcome.Synced outcome) {
        int tables = outcome.tables().size();
        String message = "%d tables with %d rows counted on both sides and equal; previous tables: %s%s"
                .formatted(
                        tables,
                        outcome.rows(),
                        outcome.previous().isEmpty() ? "not kept" : String.join(", ", outcome.previous()),
                        warnings(outcome.warnings()));
        return new LastWords(
                0,
                new TerminationMessage(
                        RunResult.Succeeded,
                        null,
                        null,
                        null,
                        Display.text(message),
                        tables,
                        outcome.rows(),
                        outcome.bytes(),
                        outcome.took().toSeconds(),
                        new Verification("Counts", tables, outcome.rows())),
                null);
    }

    private static LastWords planned(SyncPlan plan) {
        String message = "would replace %d tables with about %d rows, %d bytes, from %s in %s%s"
                .formatted(
                        plan.tables().size(),
                        plan.estimatedRows(),
                        plan.totalBytes(),
                        plan.source(),
                        plan.target(),
                        warnings(plan.warnings()));
        return new LastWords(
                0,
                new TerminationMessage(
                        RunResult.Succeeded,
                        null,
                        null,
                        null,
                        Display.text(message),
                        plan.tables().size(),
                        plan.estimatedRows(),
                        plan.totalBytes(),
                        null,
                        null),
                null);
    }

    /// Last in the message, which is cut at its end when it is too long.
    private static String warnings(List<String> warnings) {
        return warnings.isEmpty() ? "" : "; warnings: " + String.join("; ", warnings);
    }
}
