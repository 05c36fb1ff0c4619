package io.databasesync.sync;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a run shall do, complete and valid: defaults are filled in here and nowhere else.
///
/// @param runId names the run everywhere: history row, stage schemas, `application_name`; the same id
/// means the same run
/// @param mode what is asked for; the plan says which one it is
/// @param verification what is compared before anything is visible
/// @param approval when nothing is written without a person's agreement to the plan
/// @param approvedPlan the hash of the plan that somebody has agreed to, or its beginning; a run of another plan is
/// refused
/// @param requestedBy who asked, for the history: a user of the terminal, or the run's resource and its
/// reason
/// @param resumable whether another process may come and go on with this run: what is copied is left to it if this one
/// ends early and another attempt is worth it
@RecordBuilder
public record SyncRequest(
        String runId,
        Operation operation,
        Direction direction,
        ConnectionSettings source,
        ConnectionSettings target,
        TableSelection tables,
        Mode mode,
        Comparison verification,
        Parallelism parallelism,
        Safety safety,
        Approval approval,
        @Nullable String approvedPlan,
        String requestedBy,
        boolean resumable)
        implements SyncRequestBuilder.With {

    public SyncRequest {
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(requestedBy, "requestedBy");
        checkApprovedPlan(approvedPlan);
    }

    /// Everything by default. Still to be set: `runId`, `operation`, `requestedBy`.
    public static SyncRequestBuilder of(Direction direction, ConnectionSettings source, ConnectionSettings target) {
        return SyncRequestBuilder.builder()
                .direction(direction)
                .source(source)
                .target(target)
                .tables(TableSelection.ALL)
                .mode(Mode.Auto)
                .verification(Comparison.Counts)
                .parallelism(Parallelism.DEFAULT)
                .safety(Safety.DEFAULT)
                .approval(Approval.Never);
    }

    /// The same, of the two ends as a user names them.
    public static SyncRequestBuilder between(Direction direction, ConnectionSettings local, ConnectionSettings remote) {
        return of(direction, direction.source(local, remote), direction.target(local, remote));
    }

    /// @throws SyncException `InvalidSpec`, if it cannot be a plan's hash or the beginning of one
    public static void checkApprovedPlan(@Nullable String hash) {
        if (hash != null && !hash.matches("[0-9a-f]{12,64}")) {
            throw new SyncException(
                    Reason.InvalidSpec,
                    "%s is no hash of a plan; give at least 12 hexadecimal digits, as the plan shows them"
                            .formatted(hash));
        }
    }

    /// Connections at once, on each side.
    ///
    /// @param tables tables that are copied at the same time
    /// @param indexes indexes that are built at the same time
    /// @param parts how large the parts are that a table is cut into for several connections
    public record Parallelism(int tables, int indexes, PartBytes parts) {
        public static final Parallelism DEFAULT = new Parallelism(4, 2);

        /// With parts as large as they usually are best.
        public Parallelism(int tables, int indexes) {
            this(tables, indexes, PartBytes.DEFAULT);
        }

        public Parallelism {
            if (tables < 1 || indexes < 1) {
                throw new SyncException(
                        Reason.InvalidSpec,
                        "parallelism is tables=%d, indexes=%d; set both to 1 or more".formatted(tables, indexes));
            }
        }
    }

    /// How large a part of a table may be.
    ///
    /// @param least bytes, TOAST included; below it a part costs more than it saves
    /// @param most bytes; above it a lost connection costs too much
    public record PartBytes(long least, long most) {
        public static final PartBytes DEFAULT = new PartBytes(64L << 20, 1L << 30);
    }

    /// What keeps the target safe.
    ///
    /// @param keepPrevious generations of replaced tables that stay in the target for a rollback
    /// @param lockTimeout how long one try to publish waits for a lock; whole milliseconds
    /// @param maxShrinkPercent what the rows of the target may shrink by; 100 allows everything
    /// @param targetFreeBytes what is free on the target's disk, if somebody said; the server cannot
    @RecordBuilder
    public record Safety(
            int keepPrevious,
            Duration lockTimeout,
            int maxShrinkPercent,
            @Nullable Long targetFreeBytes) implements SyncRequestSafetyBuilder.With {
        /// The lease is lost after 30 seconds without a heartbeat; a try must end well before.
        private static final Duration MAX_LOCK_TIMEOUT = Duration.ofSeconds(20);

        public static final Safety DEFAULT = new Safety(1, Duration.ofSeconds(5), 50);

        /// Of a target whose room nobody knows.
        public Safety(int keepPrevious, Duration lockTimeout, int maxShrinkPercent) {
            this(keepPrevious, lockTimeout, maxShrinkPercent, null);
        }

        public Safety {
            if (targetFreeBytes != null && targetFreeBytes < 0) {
                throw new SyncException(
                        Reason.InvalidSpec,
                        "safety.targetFreeBytes is %d; set it to 0 or more".formatted(targetFreeBytes));
            }
            if (keepPrevious < 0) {
                throw new SyncException(
                        Reason.InvalidSpec, "safety.keepPrevious is %d; set it to 0 or more".formatted(keepPrevious));
            }
            if (maxShrinkPercent < 0 || maxShrinkPercent > 100) {
                throw new SyncException(
                        Reason.InvalidSpec,
                        "safety.maxShrinkPercent is %d; set it to 0 to 100".formatted(maxShrinkPercent));
            }
            // 0 would be no limit: https://www.postgresql.org/docs/current/runtime-config-client.html
            if (lockTimeout.toMillis() < 1 || lockTimeout.compareTo(MAX_LOCK_TIMEOUT) > 0) {
                throw new SyncException(
                        Reason.InvalidSpec,
                        "safety.lockTimeout is %d ms; set it to more than 0 and at most %d s"
                                .formatted(lockTimeout.toMillis(), MAX_LOCK_TIMEOUT.toSeconds()));
            }
        }
    }
}
