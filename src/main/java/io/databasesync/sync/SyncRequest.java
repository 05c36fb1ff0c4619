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
    /// @param lockTimeout how long one try to publish waits for a lock
    public record Safety(int keepPrevious, Duration lockTimeout) {
        public static final Safety DEFAULT = new Safety(1, Duration.ofSeconds(5));
    }
}
