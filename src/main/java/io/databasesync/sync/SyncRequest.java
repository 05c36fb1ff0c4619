package io.databasesync.sync;

import java.time.Duration;

/// What a run shall do, complete and valid: defaults are filled in here and nowhere else.
///
/// @param syncId names the run everywhere: history row, stage schemas, `application_name`; the same id means the same
/// run
/// @param requestedBy who asked, for the history: a user of the terminal, or the run's resource and its reason
public record SyncRequest(
        String syncId,
        Operation operation,
        Direction direction,
        DatabaseEndpoint source,
        DatabaseEndpoint target,
        TableSelection tables,
        Parallelism parallelism,
        Safety safety,
        String requestedBy) {

    /// Connections at once, on each side.
    ///
    /// @param tables tables that are copied at the same time
    /// @param indexes indexes that are built at the same time
    public record Parallelism(int tables, int indexes) {
        public static final Parallelism DEFAULT = new Parallelism(4, 2);

        public Parallelism {
            if (tables < 1 || indexes < 1) {
                throw new SyncException(
                        Reason.InvalidSpec,
                        "parallelism is tables=%d, indexes=%d; set both to 1 or more".formatted(tables, indexes));
            }
        }
    }

    /// What keeps the target safe.
    ///
    /// @param keepPrevious generations of replaced tables that stay in the target for a rollback
    /// @param lockTimeout how long one try to publish waits for a lock; whole milliseconds
    public record Safety(int keepPrevious, Duration lockTimeout) {
        /// The lease is lost after 30 seconds without a heartbeat; a try must end well before.
        private static final Duration MAX_LOCK_TIMEOUT = Duration.ofSeconds(20);

        public static final Safety DEFAULT = new Safety(1, Duration.ofSeconds(5));

        public Safety {
            if (keepPrevious < 0) {
                throw new SyncException(
                        Reason.InvalidSpec, "safety.keepPrevious is %d; set it to 0 or more".formatted(keepPrevious));
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
