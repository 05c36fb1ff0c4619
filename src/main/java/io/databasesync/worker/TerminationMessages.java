package io.databasesync.worker;

import io.databasesync.api.DatabaseSyncRunStatus.AtOnce;
import io.databasesync.api.DatabaseSyncRunStatus.Verification;
import io.databasesync.api.PlanStatus;
import io.databasesync.api.RunResult;
import io.databasesync.contract.TerminationMessage;
import io.databasesync.contract.TerminationMessageBuilder;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Plan.Blocker;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TableWay;
import io.databasesync.text.Display;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a worker ends: its message to the operator, and its exit code, by which the Job decides about another pod.
/// @param cause why it failed, for the log
record TerminationMessages(
        int exitCode, TerminationMessage message, @Nullable SyncException cause) {
    static TerminationMessages of(SyncOutcome outcome) {
        return switch (outcome) {
            case SyncOutcome.Synced synced -> synced(synced);
            case SyncOutcome.Restored restored -> restored(restored);
            case SyncOutcome.Planned(var plan) -> planned(plan);
            case SyncOutcome.Verified verified -> verified(verified);
            case SyncOutcome.RolledBack(var phase, var cause) -> failed(phase, cause, cause.getMessage() + rows(cause));
            case SyncOutcome.Interrupted(var _, var cause) when cause.reason() == Reason.Cancelled -> drained();
            case SyncOutcome.Interrupted(var phase, var cause) ->
                failed(phase, cause, cause.getMessage() + "; what is copied is left to the next attempt");
            case SyncOutcome.Stuck(var phase, var cause, var cleanup) ->
                failed(phase, cause, cause.getMessage() + "; cleaning up failed as well: " + cleanup.getMessage());
        };
    }

    // People who may not read the databases can read a status.
    private static String rows(SyncException cause) {
        return cause.rows().isEmpty() ? "" : "; dbsync in a terminal shows the keys of such rows";
    }

    static TerminationMessages failed(@Nullable Phase phase, SyncException cause, String message) {
        boolean cancelled = cause.reason() == Reason.Cancelled;
        TerminationMessage words = TerminationMessageBuilder.builder()
                .result(cancelled ? RunResult.Cancelled : RunResult.Failed)
                .phase(phase)
                .reason(cause.reason())
                .sqlState(cause.sqlState().orElse(null))
                .message(Display.printable(message))
                .build();
        return new TerminationMessages(exitCode(phase, cause.reason()), words, cause);
    }

    /// A name that DNS does not know at the start is wrong, and pods that follow at once find the same. The operator
    /// tries again with growing pauses. Later in a run the name was known before, so another pod is worth it.
    private static int exitCode(@Nullable Phase phase, Reason reason) {
        boolean wrongName = reason == Reason.HostNotFound && phase == Phase.Validating;
        return wrongName ? reason.exitCode() : Worker.exitCode(reason);
    }

    /// The pod had to stop, but nobody cancelled the run: another pod continues it.
    static TerminationMessages drained() {
        return tryAgain("the pod was told to stop; nobody cancelled the run, so that another pod can go on with it");
    }

    TerminationMessages withPlan(PlanStatus plan) {
        return new TerminationMessages(exitCode, message.withPlan(plan), cause);
    }

    static TerminationMessages tryAgain(String message) {
        return new TerminationMessages(
                Worker.TRY_AGAIN,
                TerminationMessageBuilder.builder()
                        .result(RunResult.Failed)
                        .message(message)
                        .build(),
                null);
    }

    private static TerminationMessages synced(SyncOutcome.Synced outcome) {
        String message = "%s %s on both sides and equal%s%s; %s%s"
                .formatted(
                        content(outcome.tables().size(), outcome.rows()),
                        outcome.checksummed() ? "compared by checksum" : "counted",
                        kept(outcome),
                        filled(outcome),
                        previous(outcome),
                        warnings(outcome.warnings()));
        int tables = outcome.tables().size();
        TerminationMessage words = succeeded(message)
                .tables(tables)
                .rows(outcome.rows())
                .bytes(outcome.bytes())
                .durationSeconds(outcome.took().toSeconds())
                .verification(new Verification(outcome.comparison().name(), tables, outcome.rows()))
                .atOnce(atOnce(outcome.atOnce()))
                .build();
        return new TerminationMessages(0, words, null);
    }

    private static @Nullable AtOnce atOnce(SyncOutcome.AtOnce found) {
        return found.none() ? null : new AtOnce(found.tables(), found.indexes());
    }

    private static String kept(SyncOutcome.Synced outcome) {
        int kept = outcome.kept().size();
        return kept == 0
                ? ""
                : "; %d of them kept from an earlier attempt, %d copied"
                        .formatted(kept, outcome.tables().size() - kept);
    }

    private static String filled(SyncOutcome.Synced outcome) {
        return outcome.filled().isEmpty() ? "" : "; filled from the stage: " + TableName.inWords(outcome.filled());
    }

    private static String previous(SyncOutcome.Synced outcome) {
        return switch (outcome.mode()) {
            case Swap ->
                "previous tables: "
                        + (outcome.previous().isEmpty() ? "not kept" : String.join(", ", outcome.previous()));
            case InPlace -> "replaced in place, so that no previous rows are kept";
        };
    }

    private static TerminationMessages verified(SyncOutcome.Verified outcome) {
        int tables = outcome.tables().size();
        String message = "%s compared by checksum on both sides and equal; nothing was written%s"
                .formatted(content(tables, outcome.rows()), warnings(outcome.warnings()));
        TerminationMessage words = succeeded(message)
                .tables(tables) // none of their rows was replaced
                .durationSeconds(outcome.took().toSeconds())
                .verification(new Verification(Comparison.Checksum.name(), tables, outcome.rows()))
                .build();
        return new TerminationMessages(0, words, null);
    }

    private static TerminationMessages restored(SyncOutcome.Restored outcome) {
        int tables = outcome.tables().size();
        String message = "run %s rolled back: %s are back in place; its tables: %s%s"
                .formatted(
                        outcome.restoredRun(),
                        content(tables, outcome.rows()),
                        outcome.previous().isEmpty() ? "not kept" : String.join(", ", outcome.previous()),
                        warnings(outcome.warnings()));
        TerminationMessage words = succeeded(message)
                .tables(tables)
                .rows(outcome.rows())
                .durationSeconds(outcome.took().toSeconds())
                .build();
        return new TerminationMessages(0, words, null);
    }

    private static TerminationMessageBuilder succeeded(String message) {
        return TerminationMessageBuilder.builder().result(RunResult.Succeeded).message(Display.printable(message));
    }

    private static String content(int tables, long rows) {
        return Display.count(tables, "table") + " with " + Display.count(rows, "row");
    }

    private static TerminationMessages planned(Plan plan) {
        Optional<Blocker> blocker = plan.blocked();
        if (blocker.isPresent()) {
            Blocker first = blocker.get();
            int more = plan.blockers().size() - 1;
            String message = first.message() + (more == 0 ? "" : "; and %d more".formatted(more));
            return failed(
                    Phase.Validating,
                    SyncException.of(first.reason(), first.object(), first.message(), Fix.NONE),
                    message);
        }
        int tables = plan.tables().size();
        String message = "plan %s would replace %s with %s, %s, from %s in %s, %s%s"
                .formatted(
                        plan.shortHash(),
                        Display.count(tables, "table"),
                        Display.estimatedRows(plan.estimatedRows()),
                        Display.bytes(plan.totalBytes()),
                        plan.source(),
                        plan.target(),
                        mode(plan),
                        warnings(plan.warningMessages()));
        TerminationMessage words = succeeded(message).tables(tables).build(); // it copied nothing
        return new TerminationMessages(0, words, null);
    }

    private static String mode(Plan plan) {
        return switch (plan.mode()) {
            case Swap -> "by a swap" + filled(plan);
            case InPlace -> "in place because " + String.join("; ", plan.modeReasons());
        };
    }

    private static String filled(Plan plan) {
        long filled =
                plan.tables().stream().filter(t -> t.way() == TableWay.Fill).count();
        return filled == 0 ? "" : " (%d of them filled from the stage)".formatted(filled);
    }

    /// Warnings are last in the message: a message that is too long is cut at its end.
    private static String warnings(List<String> warnings) {
        return warnings.isEmpty() ? "" : "; warnings: " + String.join("; ", warnings);
    }
}
