package io.databasesync.sync;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The complete and valid request for a run. Defaults are set only here.
///
/// @param runId names the run everywhere: history row, stage schemas, `application_name`; the same id is the
/// same run
/// @param mode the requested mode; the plan gives the chosen one
/// @param verification what the run compares before anything is visible
/// @param approval when the run writes nothing before a person approves the plan
/// @param approvedPlan the hash, or its beginning, of the plan that a person has approved; a run of another plan
/// is refused
/// @param requestedBy the requester, for the history: a user of the terminal, or the run's resource with
/// the person or program that asked and the reason
/// @param resumable whether another process may continue this run: if this one ends early and another attempt is
/// worth it, it leaves the copied rows for the next
/// @param attempts how often one process tries the run, the first time included, if it loses a database; a pod tries
/// once
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
        boolean resumable,
        int attempts)
        implements SyncRequestBuilder.With {
    /// The default of `spec.retry.attempts`, too.
    public static final int ATTEMPTS = 3;

    public SyncRequest {
        Objects.requireNonNull(runId, "runId");
        Objects.requireNonNull(operation, "operation");
        Objects.requireNonNull(requestedBy, "requestedBy");
        checkApprovedPlan(approvedPlan);
        if (attempts < 1) {
            throw SyncException.of(
                    Reason.InvalidSpec, "attempts", "attempts is " + attempts, Fix.advice("set it to 1 or more"));
        }
    }

    /// A builder with all defaults. The caller still sets `runId`, `operation`, `requestedBy`.
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
                .approval(Approval.Never)
                .attempts(ATTEMPTS);
    }

    /// The same, with the two sides as a user names them.
    public static SyncRequestBuilder between(Direction direction, ConnectionSettings local, ConnectionSettings remote) {
        return of(direction, direction.source(local, remote), direction.target(local, remote));
    }

    /// @throws SyncException `InvalidSpec`, if it cannot be a plan's hash or the beginning of one
    public static void checkApprovedPlan(@Nullable String hash) {
        if (hash != null && !hash.matches("[0-9a-f]{12,64}")) {
            throw SyncException.of(
                    Reason.InvalidSpec,
                    "approvedPlan",
                    "approvedPlan %s is not the hash of a plan".formatted(hash),
                    Fix.advice("give at least 12 hexadecimal digits, as the plan shows them"));
        }
    }

    /// The number of simultaneous connections, on each side.
    ///
    /// @param tables tables copied at the same time
    /// @param indexes indexes built at the same time
    /// @param parts the size of the parts into which a run cuts a table for several connections
    /// @param adaptive whether the run finds out how many connections copy fastest, up to `tables`
    /// @param indexesByServer whether the target's processors and memory decide how many indexes; then `indexes` is
    /// the least
    public record Parallelism(int tables, int indexes, PartBytes parts, boolean adaptive, boolean indexesByServer) {
        /// For work on many tables whose speed nobody measures.
        private static final int USUAL_TABLES = 4;

        public static final Parallelism DEFAULT = new Parallelism(8, 2, PartBytes.DEFAULT, true, true);

        /// Given numbers, with the default size of parts.
        public Parallelism(int tables, int indexes) {
            this(tables, indexes, PartBytes.DEFAULT);
        }

        public Parallelism(int tables, int indexes, PartBytes parts) {
            this(tables, indexes, parts, false, false);
        }

        public Parallelism {
            if (tables < 1 || indexes < 1) {
                throw SyncException.of(
                        Reason.InvalidSpec,
                        "parallelism",
                        "parallelism is tables=%d, indexes=%d".formatted(tables, indexes),
                        Fix.advice("set both to 1 or more"));
            }
        }

        /// The number of tables that are read or compared at the same time, and for which parts are cut.
        public int tablesAtOnce() {
            return adaptive ? Math.min(tables, USUAL_TABLES) : tables;
        }

        /// The same with other numbers.
        public Parallelism with(int otherTables, int otherIndexes) {
            return new Parallelism(otherTables, otherIndexes, parts, adaptive, indexesByServer);
        }
    }

    /// The limits for the size of a part.
    ///
    /// @param least bytes, TOAST included; below it a part costs more than it saves
    /// @param most bytes; above it a lost connection costs too much
    public record PartBytes(long least, long most) {
        public static final PartBytes DEFAULT = new PartBytes(64L << 20, 1L << 30);
    }

    /// The settings that protect the target.
    ///
    /// @param keepPrevious generations of replaced tables that stay in the target for a rollback
    /// @param lockTimeout how long one try to publish waits for a lock; whole milliseconds
    /// @param maxShrinkPercent how much the rows of the target may shrink; 100 allows everything
    /// @param targetFreeBytes free space on the target's disk, if a person set it; the server cannot report it
    /// @param targetWrites what the run does when others write to its tables on the target
    /// @param reconnect how long a run that copies waits for a target whose connections are lost; may be zero
    @RecordBuilder
    public record Safety(
            int keepPrevious,
            Duration lockTimeout,
            int maxShrinkPercent,
            @Nullable Long targetFreeBytes,
            TargetWrites targetWrites,
            Duration reconnect)
            implements SyncRequestSafetyBuilder.With {
        /// The lease is lost after 30 seconds without a heartbeat; a try must end well before.
        private static final Duration MAX_LOCK_TIMEOUT = Duration.ofSeconds(20);

        private static final Duration RECONNECT = Duration.ofSeconds(60);
        private static final Duration MAX_RECONNECT = Duration.ofMinutes(10);

        public static final Safety DEFAULT = new Safety(1, Duration.ofSeconds(5), 50);

        /// For a target with unknown free space. Others may write to the tables.
        public Safety(int keepPrevious, Duration lockTimeout, int maxShrinkPercent) {
            this(keepPrevious, lockTimeout, maxShrinkPercent, null, TargetWrites.Warn, RECONNECT);
        }

        public Safety {
            if (targetFreeBytes != null && targetFreeBytes < 0) {
                throw SyncException.of(
                        Reason.InvalidSpec,
                        "safety.targetFreeBytes",
                        "safety.targetFreeBytes is %d".formatted(targetFreeBytes),
                        Fix.advice("set it to 0 or more"));
            }
            if (keepPrevious < 0) {
                throw SyncException.of(
                        Reason.InvalidSpec,
                        "safety.keepPrevious",
                        "safety.keepPrevious is %d".formatted(keepPrevious),
                        Fix.advice("set it to 0 or more"));
            }
            if (maxShrinkPercent < 0 || maxShrinkPercent > 100) {
                throw SyncException.of(
                        Reason.InvalidSpec,
                        "safety.maxShrinkPercent",
                        "safety.maxShrinkPercent is %d".formatted(maxShrinkPercent),
                        Fix.advice("set it to 0 to 100"));
            }
            // 0 would be no limit: https://www.postgresql.org/docs/current/runtime-config-client.html
            if (lockTimeout.toMillis() < 1 || lockTimeout.compareTo(MAX_LOCK_TIMEOUT) > 0) {
                throw SyncException.of(
                        Reason.InvalidSpec,
                        "safety.lockTimeout",
                        "safety.lockTimeout is %d ms".formatted(lockTimeout.toMillis()),
                        Fix.advice("set it to more than 0 and at most %d s".formatted(MAX_LOCK_TIMEOUT.toSeconds())));
            }
            if (reconnect.isNegative() || reconnect.compareTo(MAX_RECONNECT) > 0) {
                throw SyncException.of(
                        Reason.InvalidSpec,
                        "safety.reconnect",
                        "safety.reconnect is %d s".formatted(reconnect.toSeconds()),
                        Fix.advice("set it to 0 s to %d min".formatted(MAX_RECONNECT.toMinutes())));
            }
        }
    }
}
