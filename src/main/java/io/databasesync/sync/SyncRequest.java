package io.databasesync.sync;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a run shall do, complete and valid: defaults are filled in here and nowhere else.
///
/// @param syncId names the run everywhere: history row, stage schemas, `application_name`; the same id
/// means the same run
/// @param requestedBy who asked, for the history: a user of the terminal, or the run's resource and its
/// reason
/// @param resumable whether another process may come and go on with this run: what is copied is left to it if this one
/// ends early and another attempt is worth it
public record SyncRequest(
        String syncId,
        Operation operation,
        Direction direction,
        DatabaseEndpoint source,
        DatabaseEndpoint target,
        TableSelection tables,
        Method method,
        Parallelism parallelism,
        Safety safety,
        String requestedBy,
        boolean resumable) {

    /// A run of this process only.
    public SyncRequest(
            String syncId,
            Operation operation,
            Direction direction,
            DatabaseEndpoint source,
            DatabaseEndpoint target,
            TableSelection tables,
            Method method,
            Parallelism parallelism,
            Safety safety,
            String requestedBy) {
        this(syncId, operation, direction, source, target, tables, method, parallelism, safety, requestedBy, false);
    }

    /// The same request for another operation.
    public SyncRequest withOperation(Operation other) {
        return with(other, method, safety);
    }

    /// The same request with another comparison.
    public SyncRequest withVerification(Comparison other) {
        return with(operation, new Method(other, method.mode()), safety);
    }

    /// The same request in another mode.
    public SyncRequest withMode(Mode other) {
        return with(operation, new Method(method.verification(), other), safety);
    }

    /// The same request with another limit of rows that the target may lose.
    public SyncRequest withMaxShrinkPercent(int percent) {
        return with(operation, method, safety.with(percent, safety.targetFreeBytes, safety.agreement));
    }

    /// The same request for a target that has so much room.
    public SyncRequest withTargetFreeBytes(long bytes) {
        return with(operation, method, safety.with(safety.maxShrinkPercent, bytes, safety.agreement));
    }

    /// The same request, to whose plan somebody has agreed.
    ///
    /// @param hash the plan's hash, or its beginning
    public SyncRequest withApprovedPlan(String hash) {
        Agreement agreed = new Agreement(safety.agreement.needed, hash);
        return with(operation, method, safety.with(safety.maxShrinkPercent, safety.targetFreeBytes, agreed));
    }

    private SyncRequest with(Operation operation, Method method, Safety safety) {
        return new SyncRequest(
                syncId,
                operation,
                direction,
                source,
                target,
                tables,
                method,
                parallelism,
                safety,
                requestedBy,
                resumable);
    }

    /// How a sync is done.
    ///
    /// @param verification what is compared before anything is visible
    /// @param mode what is asked for; the plan says which one it is
    public record Method(Comparison verification, Mode mode) {
        public static final Method DEFAULT = new Method(Comparison.Counts, Mode.Auto);
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
    public record Safety(
            int keepPrevious,
            Duration lockTimeout,
            int maxShrinkPercent,
            @Nullable Long targetFreeBytes,
            Agreement agreement) {
        /// The lease is lost after 30 seconds without a heartbeat; a try must end well before.
        private static final Duration MAX_LOCK_TIMEOUT = Duration.ofSeconds(20);

        public static final Safety DEFAULT = new Safety(1, Duration.ofSeconds(5), 50);

        /// Of a target whose room nobody knows, and without a person's agreement.
        public Safety(int keepPrevious, Duration lockTimeout, int maxShrinkPercent) {
            this(keepPrevious, lockTimeout, maxShrinkPercent, null, Agreement.NONE);
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

        private Safety with(int maxShrinkPercent, @Nullable Long targetFreeBytes, Agreement agreement) {
            return new Safety(keepPrevious, lockTimeout, maxShrinkPercent, targetFreeBytes, agreement);
        }
    }

    /// A person's agreement to the plan.
    ///
    /// @param needed when nothing is written without it
    /// @param plan the hash of the plan that was agreed to, or its beginning; a run of another plan is refused
    public record Agreement(Approval needed, @Nullable String plan) {
        public static final Agreement NONE = new Agreement(Approval.Never, null);

        public Agreement {
            if (plan != null && !plan.matches("[0-9a-f]{12,64}")) {
                throw new SyncException(
                        Reason.InvalidSpec,
                        "%s is no hash of a plan; give at least 12 hexadecimal digits, as the plan shows them"
                                .formatted(plan));
            }
        }
    }
}
