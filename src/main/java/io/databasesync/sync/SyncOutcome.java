package io.databasesync.sync;

import java.time.Duration;
import java.util.List;

/// How a run ended. The operator turns it into conditions, the CLI into an exit code.
public sealed interface SyncOutcome {
    /// The new content is visible.
    ///
    /// @param bytes what went over the wire
    /// @param previous where the replaced tables are kept, for a rollback; empty if they are not
    /// @param verification what was compared, as the history has it: `Checksum: 17 tables, 24738 rows equal`
    /// @param kept tables that an earlier process of the run had copied and that still were the source's;
    /// the others were copied
    /// @param comparison how much was compared
    record Synced(
            ChosenMode mode,
            List<VerifiedTable> tables,
            long bytes,
            Duration took,
            List<String> previous,
            String verification,
            List<String> warnings,
            List<TableName> kept,
            Comparison comparison)
            implements SyncOutcome {
        public Synced {
            tables = List.copyOf(tables);
            previous = List.copyOf(previous);
            warnings = List.copyOf(warnings);
            kept = List.copyOf(kept);
        }

        public long rows() {
            return tables.stream().mapToLong(VerifiedTable::rows).sum();
        }

        /// Whether content was compared, and not only the number of rows.
        public boolean checksummed() {
            return comparison == Comparison.Checksum;
        }
    }

    /// What an earlier run had replaced is back in place.
    ///
    /// @param restoredRun the run that was undone
    /// @param tables those that came back, with the rows they hold
    /// @param previous where the tables are kept that were live until then; empty if they are not
    record Restored(
            String restoredRun, List<VerifiedTable> tables, Duration took, List<String> previous, List<String> warnings)
            implements SyncOutcome {
        public Restored {
            tables = List.copyOf(tables);
            previous = List.copyOf(previous);
            warnings = List.copyOf(warnings);
        }

        public long rows() {
            return tables.stream().mapToLong(VerifiedTable::rows).sum();
        }
    }

    /// Nothing was written, nothing was to be written. A sync would be refused if the plan has blockers.
    record Planned(Plan plan) implements SyncOutcome {}

    /// Both databases hold the same; nothing was written.
    record Verified(List<VerifiedTable> tables, Duration took, List<String> warnings) implements SyncOutcome {
        public Verified {
            tables = List.copyOf(tables);
            warnings = List.copyOf(warnings);
        }

        public long rows() {
            return tables.stream().mapToLong(VerifiedTable::rows).sum();
        }
    }

    /// Failed or cancelled; the target is as it was before the run.
    record RolledBack(Phase failedIn, SyncException cause) implements SyncOutcome {}

    /// Stopped before its end; the target is as it was before the run, and what is copied so far is there for the next
    /// process of the same run.
    ///
    /// @param cause why; `Cancelled` if only this process had to end
    record Interrupted(Phase stoppedIn, SyncException cause) implements SyncOutcome {}

    /// Failed, and so did cleaning up: live tables are as before, but something of ours is left in the
    /// target.
    record Stuck(Phase failedIn, SyncException cause, SyncException cleanup) implements SyncOutcome {}

    /// A table whose content was compared.
    ///
    /// @param rows counted on the source under the run's snapshot, and equal on the target before it was
    /// published; of a rollback, counted in the table that came back
    record VerifiedTable(TableName name, long rows) {}
}
