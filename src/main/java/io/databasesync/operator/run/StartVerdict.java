package io.databasesync.operator.run;

import io.databasesync.api.ConditionReason;
import io.databasesync.api.ReasonWords;
import io.databasesync.api.RunResult;
import io.databasesync.operator.job.StartTrouble;
import io.databasesync.operator.status.Conditions;
import io.databasesync.sync.Reason;
import io.databasesync.sync.ReasonWord;
import java.util.Optional;

/// The verdict on a run that has not really started: its pod never ran until the deadline, or the run was ended early.
public final class StartVerdict {
    private StartVerdict() {}

    /// The verdict on a Job, with the reason why nothing started: a deadline hides it, and so does the end that
    /// the operator itself has asked for.
    static Verdict of(RunState state, Verdict verdict) {
        if (verdict.result() == RunResult.Cancelled && superseded(state)) {
            return Verdict.of(verdict.result(), ConditionReason.Superseded, verdict.message(), verdict.finishedAt());
        }
        boolean neverRan = state.status().progress() == null && verdict.words().isEmpty();
        return verdict.reason() == ConditionReason.DeadlineExceeded && neverRan
                ? trouble(state).map(reason -> tooLate(state, reason, verdict)).orElse(verdict)
                : verdict;
    }

    /// The verdict on a run that was ended before it wrote anything.
    static Verdict ended(RunState state) {
        return superseded(state)
                ? Verdict.of(
                        RunResult.Cancelled,
                        ConditionReason.Superseded,
                        "the spec was changed before the run had started; another run replaces it",
                        state.now())
                : Verdict.of(
                        RunResult.Cancelled,
                        Reason.Cancelled,
                        "cancelled by spec.cancel; the target is as it was before",
                        state.now());
    }

    /// Why the run has to end early.
    public static String ending(RunState state) {
        return state.run().getSpec().cancelled() ? "cancelled" : "replaced by a run with the changed spec";
    }

    private static boolean superseded(RunState state) {
        return RunState.superseded(state.run()) && !state.run().getSpec().cancelled();
    }

    private static Verdict tooLate(RunState state, ReasonWord reason, Verdict verdict) {
        String message = "%s; no pod had started when spec.deadline passed, so nothing was written"
                .formatted(state.status().message());
        return Verdict.of(verdict.result(), reason, message, verdict.finishedAt());
    }

    /// The trouble that the status shows: the pods of a Job that is too late are gone.
    private static Optional<ReasonWord> trouble(RunState state) {
        return Conditions.find(state.status().conditions(), Conditions.READY)
                .flatMap(ready -> ReasonWords.find(ready.getReason()))
                .filter(StartTrouble::is);
    }
}
