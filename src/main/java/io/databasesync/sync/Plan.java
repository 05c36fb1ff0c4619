package io.databasesync.sync;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What a run is going to do, decided before the first write.
///
/// @param modeReasons why it is not `Swap`; empty if it is
/// @param tables in the order they are copied, largest first
/// @param excluded tables that a pattern took out
/// @param drift how columns of both ends differ, table by table
/// @param warnings what a person should know and that does not stop the run
/// @param blockers why the run is refused, in the order of the checks: servers, tables, rows; a plan with blockers may
/// lack what could not be looked at because of them
/// @param notes what the plan does not know
public record Plan(
        Direction direction,
        Database source,
        Database target,
        ChosenMode mode,
        List<String> modeReasons,
        List<PlannedTable> tables,
        List<TableName> excluded,
        List<String> drift,
        List<Warning> warnings,
        List<Blocker> blockers,
        List<String> notes,
        Estimate estimate) {

    /// Less of a hash could be met by accident.
    private static final int SHORT_HASH = 12;

    public Plan {
        modeReasons = List.copyOf(modeReasons);
        tables = List.copyOf(tables);
        excluded = List.copyOf(excluded);
        drift = List.copyOf(drift);
        warnings = List.copyOf(warnings);
        blockers = List.copyOf(blockers);
        notes = List.copyOf(notes);
    }

    /// One of the two databases, as its server introduced itself.
    ///
    /// @param hosts as they were asked for: `db.example:5432`
    /// @param role who we are there
    /// @param version of the server: `17.6`
    /// @param identity which database of which cluster answered, whatever it is called
    /// @param bytes the size of the whole database
    public record Database(String database, String hosts, String role, String version, String identity, long bytes) {
        /// `app@db.example:5432`
        public String endpoint() {
            return database + "@" + hosts;
        }

        @Override
        public String toString() {
            return "%s (PostgreSQL %s)".formatted(endpoint(), version);
        }
    }

    /// One table of the plan.
    ///
    /// @param target what is there now; absent if the table is created
    /// @param parts pieces that are copied at the same time
    /// @param indexes indexes to build, those of constraints included
    /// @param shape a fingerprint of what is copied and built: columns with their types, indexes, foreign keys
    public record PlannedTable(
            TableName name, Size source, @Nullable Size target, boolean binary, int parts, int indexes, String shape) {
        public boolean created() {
            return target == null;
        }

        /// `created` or `replaced`
        public String action() {
            return created() ? "created" : "replaced";
        }

        /// Of `COPY`: `binary` or `text`
        public String format() {
            return binary ? "binary" : "text";
        }
    }

    /// How large a table is on one end.
    ///
    /// @param rows the server's own estimate, -1 if it has none
    /// @param bytes heap and TOAST
    /// @param indexBytes all of its indexes
    public record Size(long rows, long bytes, long indexBytes) {}

    /// @param message with the figures of this moment
    /// @param about what is agreed to: the same without figures that every write moves
    public record Warning(String message, String about) {
        /// One that holds no such figures.
        public static Warning of(String message) {
            return new Warning(message, message);
        }
    }

    /// Why a run would be refused.
    public record Blocker(Reason reason, String message) {}

    /// What the run is going to cost.
    ///
    /// @param basis how the duration was estimated, in words
    public record Estimate(Duration duration, String basis, Space space) {}

    /// What the target's disk has to take, beside what is there already.
    ///
    /// @param tables the second copy of the rows
    /// @param indexes those of the second copy
    /// @param headroom sort files of index builds, WAL, and what estimates are off by
    /// @param free what is free, as far as somebody said
    public record Space(
            long tables,
            long indexes,
            long headroom,
            @Nullable Long free) {
        public long needed() {
            return tables + indexes + headroom;
        }
    }

    public long totalBytes() {
        return tables.stream().mapToLong(t -> t.source().bytes()).sum();
    }

    /// Rows to copy, of the tables that the source has statistics of; empty if there are tables, and none has any.
    public OptionalLong estimatedRows() {
        return estimatedRows(tables.stream().map(PlannedTable::source).toList());
    }

    /// The same for other tables.
    public static OptionalLong estimatedRows(List<Size> sizes) {
        boolean unknown = !sizes.isEmpty() && sizes.stream().allMatch(size -> size.rows() < 0);
        return unknown
                ? OptionalLong.empty()
                : OptionalLong.of(sizes.stream()
                        .mapToLong(size -> Math.max(0, size.rows()))
                        .sum());
    }

    public int totalIndexes() {
        return tables.stream().mapToInt(PlannedTable::indexes).sum();
    }

    /// The warnings as they are read.
    public List<String> warningMessages() {
        return warnings.stream().map(Warning::message).toList();
    }

    /// The first of the reasons why the run is refused, if it is.
    public Optional<Blocker> blocked() {
        return blockers.stream().findFirst();
    }

    /// The direction in words: `REPLACES local app@… with remote postgres@…`.
    public String sentence() {
        return "REPLACES %s %s with %s %s"
                .formatted(direction.targetSide(), target.endpoint(), direction.sourceSide(), source.endpoint());
    }

    /// What a person agrees to, as 64 hexadecimal digits.
    public String hash() {
        return PlanHash.of(this);
    }

    /// The beginning of it, as it is shown.
    public String shortHash() {
        return shortHash(hash());
    }

    /// The beginning of a plan's hash, as it is shown.
    public static String shortHash(String hash) {
        return hash.substring(0, Math.min(SHORT_HASH, hash.length()));
    }

    /// Whether somebody who named this hash, or its beginning, has agreed to a plan.
    public static boolean approves(String approved, String hash) {
        return approved.length() >= SHORT_HASH && hash.startsWith(approved);
    }
}
