package io.databasesync.engine.run;

import io.databasesync.postgres.swap.AfterCommit;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Makes a swap or its reverse visible, and cleans up after it.
///
/// @param done what the swap does, in the past tense
public record SwapPublication(LeasedRun leased, String done) {

    /// @param attempt one try to swap; it takes the time that it may wait for locks, and returns foreign keys to
    /// validate
    /// @return warnings: a failure after the commit does not undo it
    public List<String> run(Function<Duration, List<String>> attempt) {
        List<String> warnings = new ArrayList<>();
        try {
            List<String> validations = leased.run().lockRetry().run(leased.target(), attempt);
            AfterCommit after = new AfterCommit(leased.target(), leased.lease());
            warnings.addAll(after.validate(validations));
            warnings.addAll(after.dropGenerations(keepPrevious()));
        } catch (RuntimeException | Error failure) {
            SyncException cause = SyncException.of(failure);
            warnings.add(new RunEnd(leased.run()).afterCommit(done, cause, fresh -> {
                if (mayHaveLeftAnOpenSession(cause)) {
                    leased.target().end(fresh);
                }
            }));
        }
        return warnings;
    }

    private static boolean mayHaveLeftAnOpenSession(SyncException cause) {
        return cause.reason() == Reason.ConnectionLost || cause.reason() == Reason.InternalError;
    }

    /// The schemas to which the swap moved the old tables, if the run keeps them.
    public List<String> kept(List<String> previousSchemas) {
        return keepPrevious() == 0 ? List.of() : previousSchemas;
    }

    private int keepPrevious() {
        return leased.run().request().safety().keepPrevious();
    }
}
