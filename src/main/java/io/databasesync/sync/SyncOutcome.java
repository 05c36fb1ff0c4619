package io.databasesync.sync;

import java.time.Duration;
import java.util.List;

/// How a run ended. The operator turns it into conditions, the CLI into an exit code.
public sealed interface SyncOutcome {
    /// The new content is visible.
    ///
    /// @param bytes what went over the wire
    /// @param previous where the replaced tables are kept, for a rollback; empty if they are not
    record Synced(List<VerifiedTable> tables, long bytes, Duration took, List<String> previous, List<String> warnings)
            implements SyncOutcome {
        public Synced {
            tables = List.copyOf(tables);
            previous = List.copyOf(previous);
            warnings = List.copyOf(warnings);
        }

        public long rows() {
            return tables.stream().mapToLong(VerifiedTable::rows).sum();
        }
    }

    /// Nothing was written, nothing was to be written.
    record Planned(SyncPlan plan) implements SyncOutcome {}

    /// Failed or cancelled; the target is as it was before the run.
    record RolledBack(Phase failedIn, SyncException cause) implements SyncOutcome {}

    /// Failed, and so did cleaning up: live tables are as before, but something of ours is left in the target.
    record Stuck(Phase failedIn, SyncException cause, SyncException cleanup) implements SyncOutcome {}

    /// A table whose content was compared.
    ///
    /// @param rows counted on the source under the run's snapshot, and equal on the target before it was published
    record VerifiedTable(TableName name, long rows) {}
}
