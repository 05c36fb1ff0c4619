package io.databasesync.operator.sync;

import io.databasesync.api.ConditionReason;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.LastRun;
import io.databasesync.api.LastVerification;
import io.databasesync.api.RunResult;
import io.databasesync.operator.run.EndedRun;
import io.databasesync.operator.status.Conditions;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Reason;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of source and target being equal: by the last Verify run, and by the last run that published, which
/// compares before it does.
final class Comparisons {
    private final @Nullable LastVerification verification;
    private final @Nullable LastRun last;

    private Comparisons(@Nullable LastVerification verification, @Nullable LastRun last) {
        this.verification = verification;
        this.last = last;
    }

    static Comparisons of(SyncState state) {
        Optional<LastVerification> told = state.before(DatabaseSyncStatus::lastVerification);
        LastVerification newest = state.runs().stream()
                .filter(Comparisons::compared)
                .max(Comparator.comparing(EndedRun::finishedAt))
                .map(Comparisons::verification)
                .filter(found ->
                        told.filter(before -> time(before).isAfter(time(found))).isEmpty())
                .or(() -> told)
                .orElse(null);
        return new Comparisons(newest, state.lastEnd().summary().orElse(null));
    }

    /// The last Verify run that could compare. It stays when the run is deleted.
    @Nullable
    LastVerification lastVerification() {
        return verification;
    }

    /// Sets the condition `InSync`. It is absent while nothing is known, and after a rollback.
    void show(Conditions conditions) {
        LastRun last = this.last;
        boolean replacedSince = last != null
                && last.result() == RunResult.Succeeded
                && last.finishedAt() != null
                && (verification == null || last.finishedAt().isAfter(time(verification)));
        if (last != null && replacedSince) {
            if (last.operation() == Operation.Sync) {
                conditions.set(
                        Conditions.IN_SYNC,
                        true,
                        ConditionReason.Succeeded,
                        "run %s compared both databases and published".formatted(last.name()));
            }
        } else if (verification != null) {
            conditions.set(
                    Conditions.IN_SYNC,
                    verification.equal(),
                    verification.equal() ? ConditionReason.Succeeded : Reason.VerificationFailed,
                    "run %s: %s".formatted(verification.name(), verification.message()));
        }
    }

    private static boolean compared(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = run.getStatus();
        return status != null
                && run.getSpec().operation() == Operation.Verify
                && (status.result() == RunResult.Succeeded
                        || Reason.VerificationFailed.name().equals(status.reason()));
    }

    private static LastVerification verification(DatabaseSyncRun run) {
        DatabaseSyncRunStatus status = Objects.requireNonNull(run.getStatus());
        String message = Objects.requireNonNullElse(status.message(), "");
        return new LastVerification(
                run.getMetadata().getName(),
                status.result() == RunResult.Succeeded,
                status.finishedAt(),
                Conditions.cut(message));
    }

    private static Instant time(LastVerification verification) {
        return Objects.requireNonNullElse(verification.finishedAt(), Instant.EPOCH);
    }
}
