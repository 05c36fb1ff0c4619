package io.databasesync.sync;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// How a run ended. The operator turns it into conditions, the CLI into an exit code.
public sealed interface SyncOutcome {
    /// The new content is visible.
    ///
    /// @param bytes the bytes sent over the wire
    /// @param previous the schemas that keep the replaced tables for a rollback; empty if the run kept none
    /// @param verification what the run compared, as in the history: `Checksum: 17 tables, 24738 rows equal`
    /// @param kept tables that an earlier process of the run had copied and that still equalled the source's;
    /// this process copied the others
    /// @param comparison how much the run compared
    /// @param filled tables that stayed and were filled from the stage, while the others were swapped
    /// @param atOnce what the run did at the same time at last, as the request said or as it found out
    record Synced(
            ChosenMode mode,
            List<VerifiedTable> tables,
            long bytes,
            Duration took,
            List<String> previous,
            String verification,
            List<String> warnings,
            List<TableName> kept,
            Comparison comparison,
            List<TableName> filled,
            AtOnce atOnce)
            implements SyncOutcome {
        /// Without filled tables, and with nothing at the same time.
        public Synced(
                ChosenMode mode,
                List<VerifiedTable> tables,
                long bytes,
                Duration took,
                List<String> previous,
                String verification,
                List<String> warnings,
                List<TableName> kept,
                Comparison comparison) {
            this(mode, tables, bytes, took, previous, verification, warnings, kept, comparison, List.of(), AtOnce.NONE);
        }

        public Synced {
            tables = List.copyOf(tables);
            previous = List.copyOf(previous);
            warnings = List.copyOf(warnings);
            kept = List.copyOf(kept);
            filled = List.copyOf(filled);
        }

        public long rows() {
            return tables.stream().mapToLong(VerifiedTable::rows).sum();
        }

        /// Whether the run compared content, and not only the number of rows.
        public boolean checksummed() {
            return comparison == Comparison.Checksum;
        }
    }

    /// What a run does at the same time.
    ///
    /// @param tables connections that copy, on each side
    /// @param indexes connections that build indexes
    record AtOnce(int tables, int indexes) {
        /// Of a run that did one thing after the other, in one transaction, or that nobody remembers.
        public static final AtOnce NONE = new AtOnce(0, 0);

        public boolean none() {
            return equals(NONE);
        }
    }

    /// The tables that an earlier run replaced are back in place.
    ///
    /// @param restoredRun the run that this one undid
    /// @param tables the restored tables, with their number of rows
    /// @param previous the schemas that keep the tables that were live before; empty if the run kept none
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

    /// The run wrote nothing, as requested. A sync would be refused if the plan has blockers.
    record Planned(Plan plan) implements SyncOutcome {}

    /// Both databases have the same content; the run wrote nothing.
    record Verified(List<VerifiedTable> tables, Duration took, List<String> warnings) implements SyncOutcome {
        public Verified {
            tables = List.copyOf(tables);
            warnings = List.copyOf(warnings);
        }

        public long rows() {
            return tables.stream().mapToLong(VerifiedTable::rows).sum();
        }
    }

    /// The run failed or was cancelled; the target is as it was before the run.
    record RolledBack(Phase failedIn, SyncException cause) implements SyncOutcome {}

    /// The run stopped before its end. The target is as it was before the run. The next process of the same run can
    /// use the rows copied until now.
    ///
    /// @param cause the reason; `Cancelled` if only this process had to end
    record Interrupted(Phase stoppedIn, SyncException cause) implements SyncOutcome {}

    /// The run failed, and so did its cleanup. Live tables are as before, but objects of ours remain in the target.
    record Stuck(Phase failedIn, SyncException cause, SyncException cleanup) implements SyncOutcome {}

    /// A table whose content was compared.
    ///
    /// @param rows counted on the source under the run's snapshot, and equal on the target before publishing; for
    /// a rollback, counted in the restored table
    record VerifiedTable(TableName name, long rows) {
        /// The rows of each table.
        public static Map<TableName, Long> rows(Collection<VerifiedTable> tables) {
            return tables.stream().collect(Collectors.toMap(VerifiedTable::name, VerifiedTable::rows));
        }
    }
}
