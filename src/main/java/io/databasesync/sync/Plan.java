package io.databasesync.sync;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What a run will do, decided before the first write.
///
/// @param modeReasons why the mode is not `Swap`; empty for `Swap`
/// @param tables in the order of copying, largest first
/// @param sequences sequences of the target that get a new position, sorted by name
/// @param excluded tables that an exclude pattern removed
/// @param drift how columns of both sides differ, table by table
/// @param warnings what a person should know; a warning does not stop the run
/// @param blockers why the run is refused, in the order of the checks: servers, tables, rows. A plan with
/// blockers may lack facts that the run could not read because of them.
/// @param notes what the plan does not know, and the materialized views that are built again
public record Plan(
        Direction direction,
        Database source,
        Database target,
        ChosenMode mode,
        List<String> modeReasons,
        List<PlannedTable> tables,
        List<PlannedSequence> sequences,
        List<TableName> excluded,
        List<String> drift,
        List<Warning> warnings,
        List<Blocker> blockers,
        List<String> notes,
        Estimate estimate) {

    /// A shorter hash could match by accident.
    private static final int SHORT_HASH = 12;

    public Plan {
        modeReasons = List.copyOf(modeReasons);
        tables = List.copyOf(tables);
        sequences = List.copyOf(sequences);
        excluded = List.copyOf(excluded);
        drift = List.copyOf(drift);
        warnings = List.copyOf(warnings);
        blockers = List.copyOf(blockers);
        notes = List.copyOf(notes);
    }

    /// One of the two databases, as its server describes itself.
    ///
    /// @param hosts as they were requested: `db.example:5432`
    /// @param role our role on this server
    /// @param version of the server: `17.6`
    /// @param identity which database of which cluster answered, independent of its name
    /// @param bytes the size of the whole database
    /// @param environment what it is used for, if a person said it: `production`
    public record Database(
            String database,
            String hosts,
            String role,
            String version,
            String identity,
            long bytes,
            @Nullable String environment) {
        /// A database whose environment nobody has named.
        public Database(String database, String hosts, String role, String version, String identity, long bytes) {
            this(database, hosts, role, version, identity, bytes, null);
        }

        /// `app@db.example:5432`, or `app@db.example:5432 (production)`
        public String endpoint() {
            String address = database + "@" + hosts;
            return environment == null ? address : "%s (%s)".formatted(address, environment);
        }

        @Override
        public String toString() {
            String used = environment == null ? "" : environment + ", ";
            return "%s@%s (%sPostgreSQL %s)".formatted(database, hosts, used, version);
        }
    }

    /// One table of the plan.
    ///
    /// @param target the size of the existing table; absent if the run creates it
    /// @param parts pieces that are copied at the same time
    /// @param indexes indexes to build, those of constraints included
    /// @param fingerprint a hash of everything copied and built: columns with their types, indexes, foreign keys
    /// @param way how its rows are replaced
    /// @param reason why it is not moved, and how long its readers wait; empty if it is moved
    public record PlannedTable(
            TableName name,
            Size source,
            @Nullable Size target,
            boolean binary,
            int parts,
            int indexes,
            String fingerprint,
            TableWay way,
            String reason) {
        /// A table that is moved.
        public PlannedTable(
                TableName name,
                Size source,
                @Nullable Size target,
                boolean binary,
                int parts,
                int indexes,
                String fingerprint) {
            this(name, source, target, binary, parts, indexes, fingerprint, TableWay.Move, "");
        }

        public boolean created() {
            return target == null;
        }

        /// `created` or `replaced`
        public String action() {
            return created() ? "created" : "replaced";
        }

        /// The `COPY` format: `binary` or `text`
        public String format() {
            return binary ? "binary" : "text";
        }
    }

    /// One sequence of the plan.
    ///
    /// @param created whether the run creates it, alone or with its table
    public record PlannedSequence(TableName name, boolean created) {
        /// `created` or `set`
        public String action() {
            return created ? "created" : "set";
        }
    }

    /// The size of a table on one side.
    ///
    /// @param rows the server's own estimate, -1 if it has none
    /// @param bytes heap and TOAST
    /// @param indexBytes all of its indexes
    public record Size(long rows, long bytes, long indexBytes) {}

    /// @param message with the current figures
    /// @param about the text that a person approves: the same without figures that every write changes
    public record Warning(String message, String about) {
        /// A warning without such figures.
        public static Warning of(String message) {
            return new Warning(message, message);
        }
    }

    /// A reason to refuse the run.
    ///
    /// @param object what it concerns, as people write it
    /// @param message the whole sentence, with the fix
    public record Blocker(Reason reason, String message, String object, Fix fix) {
        public static Blocker of(SyncException refusal) {
            return new Blocker(refusal.reason(), refusal.getMessage(), refusal.object(), refusal.fix());
        }
    }

    /// The expected cost of the run.
    ///
    /// @param basis how the duration was estimated, in words
    public record Estimate(Duration duration, String basis, Space space) {}

    /// The space that the run needs on the target's disk, in addition to the present content.
    ///
    /// @param tables the second copy of the rows
    /// @param indexes the indexes of the second copy
    /// @param headroom sort files of index builds, WAL, and the error of the estimates
    /// @param free the free space, if a person set it
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

    /// Rows to copy, summed over tables with statistics on the source; empty if there are tables but no statistics.
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

    /// The messages of the warnings.
    public List<String> warningMessages() {
        return warnings.stream().map(Warning::message).toList();
    }

    /// The first reason why the run is refused, if it is refused.
    public Optional<Blocker> blocked() {
        return blockers.stream().findFirst();
    }

    /// The direction in words: `REPLACES local app@… with remote postgres@…`.
    public String sentence() {
        return "REPLACES %s %s with %s %s"
                .formatted(direction.targetSide(), target.endpoint(), direction.sourceSide(), source.endpoint());
    }

    /// The hash of what a person approves, as 64 hexadecimal digits.
    public String hash() {
        return PlanHash.of(this);
    }

    /// The beginning of the hash, for display.
    public String shortHash() {
        return shortHash(hash());
    }

    /// The beginning of a plan's hash, for display.
    public static String shortHash(String hash) {
        return hash.substring(0, Math.min(SHORT_HASH, hash.length()));
    }

    /// Whether an approval that names this hash, or its beginning, approves the plan.
    public static boolean approves(String approved, String hash) {
        return approved.length() >= SHORT_HASH && hash.startsWith(approved);
    }
}
