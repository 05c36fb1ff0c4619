package io.databasesync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Side;
import io.databasesync.sync.TableWay;
import io.fabric8.generator.annotation.Size;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The plan of a run: shortened in a status, complete in the output of `dbsync plan --output=json`.
/// [PlanStatusMapper] makes both.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@RecordBuilder
public record PlanStatus(
        @Size(max = 64)
        @JsonPropertyDescription(
                "The hash that an approval names: SHA-256 of databases, direction, mode, tables and what happens to"
                        + " each, exclusions, drift, warnings and blockers. Rows, sizes and durations are not part of it.")
        String hash,

        @JsonPropertyDescription("The direction of the run.") @Nullable
        Direction direction,

        @Size(max = TEXT) @JsonPropertyDescription("The direction in words.") @Nullable
        String sentence,

        @JsonPropertyDescription("The database that is read.")
        Database source,

        @JsonPropertyDescription("The database whose tables are replaced.")
        Database target,

        @JsonPropertyDescription(
                "Swap: all tables are staged, and published together. InPlace: the rows are replaced in"
                        + " the tables.")
        @Nullable
        ChosenMode mode,

        @Size(max = 20) @JsonPropertyDescription("Why the mode is not Swap.")
        List<@Size(max = TEXT) String> modeReasons,

        @JsonPropertyDescription("Sums over all tables, and the full lengths of the lists, which a status cuts.")
        Totals totals,

        @Size(max = 50) @JsonPropertyDescription("The tables, largest first. A status has the first 50.")
        List<Table> tables,

        @Size(max = 50)
        @JsonPropertyDescription("The sequences that get the source's position. A status has the first 50.")
        List<Sequence> sequences,

        @Size(max = 50) @JsonPropertyDescription("Tables that a pattern excludes. A status has the first 50.")
        List<@Size(max = TEXT) String> excluded,

        @Size(max = 20)
        @JsonPropertyDescription("Differences between columns of source and target. A status has the first 20.")
        List<@Size(max = TEXT) String> drift,

        @Size(max = 20) @JsonPropertyDescription("Warnings, which do not stop the run. A status has the first 20.")
        List<@Size(max = TEXT) String> warnings,

        @Size(max = 20) @JsonPropertyDescription("Why the run would be refused. A status has the first 20.")
        List<Blocker> blockers,

        @Size(max = 20) @JsonPropertyDescription("Facts that the plan could not find out.")
        List<@Size(max = TEXT) String> notes,

        @JsonPropertyDescription("How long the run will take.") @Nullable
        Estimate estimate,

        @JsonPropertyDescription("The additional space that the target needs.") @Nullable
        Space space)
        implements PlanStatusBuilder.With {

    /// The longest text in a status.
    public static final int TEXT = 512;

    public PlanStatus {
        modeReasons = copy(modeReasons);
        tables = copy(tables);
        sequences = copy(sequences);
        excluded = copy(excluded);
        drift = copy(drift);
        warnings = copy(warnings);
        blockers = copy(blockers);
        notes = copy(notes);
    }

    /// The direction in words, also for a plan that was written without them.
    public String words() {
        return Objects.requireNonNullElseGet(
                sentence,
                () -> "REPLACES tables of %s with those of %s".formatted(target.endpoint(), source.endpoint()));
    }

    private static <T> List<T> copy(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Database(
            @Size(max = TEXT) @JsonPropertyDescription("The database's name.")
            String database,

            @Size(max = TEXT) @JsonPropertyDescription("Hosts and ports, as the spec or URI names them.")
            String hosts,

            @Size(max = TEXT) @JsonPropertyDescription("The role of the run's sessions.")
            String role,

            @Size(max = TEXT) @JsonPropertyDescription("The version of PostgreSQL.")
            String version,

            @Size(max = TEXT) @JsonPropertyDescription("The identity of the database: system identifier and OID.")
            String identity,

            @JsonPropertyDescription("Size of the whole database.")
            long bytes,

            @JsonPropertyDescription("What the database is used for, as spec.local or spec.remote says it.") @Nullable
            String environment) {

        /// `app@db.example:5432`, or `app@db.example:5432 (production)`
        public String endpoint() {
            String address = database + "@" + hosts;
            return environment == null ? address : "%s (%s)".formatted(address, environment);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Totals(
            @JsonPropertyDescription("Tables that are replaced or created.")
            int tables,

            @JsonPropertyDescription("Tables that are created.")
            int created,

            @JsonPropertyDescription("Estimated rows on the source. Absent if it has no statistics of any table.")
            @Nullable
            Long rows,

            @JsonPropertyDescription("Bytes of heap and TOAST on the source.")
            long bytes,

            @JsonPropertyDescription("Estimated rows on the target. Absent if it has no statistics of any table.")
            @Nullable
            Long targetRows,

            @JsonPropertyDescription("Bytes of heap and TOAST on the target.")
            long targetBytes,

            @JsonPropertyDescription("Indexes to build.") int indexes,

            @JsonPropertyDescription("Sequences that get the source's position.")
            int sequences,

            @JsonPropertyDescription("Tables that a pattern excludes.")
            int excluded,

            @JsonPropertyDescription("Differences of columns.")
            int drift,

            @JsonPropertyDescription("Warnings.") int warnings,
            @JsonPropertyDescription("Blockers.") int blockers) {

        /// The estimated rows on the source, if it has statistics for any table.
        public OptionalLong estimatedRows() {
            return rows == null ? OptionalLong.empty() : OptionalLong.of(rows);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Table(
            @Size(max = TEXT) @JsonPropertyDescription("schema.table")
            String name,

            @Size(max = 16) @JsonPropertyDescription("replaced or created")
            String action,

            @JsonPropertyDescription("On the source.") Content source,

            @JsonPropertyDescription("On the target. Absent if the table is created.") @Nullable
            Content target,

            @Size(max = 16) @JsonPropertyDescription("The format of COPY: binary or text.")
            String format,

            @JsonPropertyDescription("Parts that can be copied at the same time.")
            int parts,

            @JsonPropertyDescription("Indexes to build, those of constraints included.")
            int indexes,

            @Size(max = 64)
            @JsonPropertyDescription("A fingerprint of columns, indexes and foreign keys. Part of the plan's hash.")
            String fingerprint,

            @JsonPropertyDescription(
                    "Move: a new table takes its place. Fill: it is emptied and filled from the stage when the run"
                            + " publishes. InPlace: it is emptied and filled from the source. Part of the plan's hash.")
            @Nullable
            TableWay way,

            @Size(max = TEXT)
            @JsonPropertyDescription("Why it is not moved, and how long its readers wait. Absent if it is moved.")
            @Nullable
            String reason) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Sequence(
            @Size(max = TEXT) @JsonPropertyDescription("schema.sequence")
            String name,

            @Size(max = 16) @JsonPropertyDescription("set or created")
            String action) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Content(
            @JsonPropertyDescription("Rows as the server estimates. Absent if it has no statistics.") @Nullable
            Long rows,

            @JsonPropertyDescription("Bytes of heap and TOAST.")
            long bytes,

            @JsonPropertyDescription("Bytes of indexes.") long indexBytes) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Blocker(
            @Size(max = 64) @JsonPropertyDescription("The reason.")
            String reason,

            @Size(max = TEXT) @JsonPropertyDescription("What was found, what is needed, and the fix.")
            String message,

            @Size(max = TEXT)
            @JsonPropertyDescription("The table, role, extension or field that it concerns.")
            @Nullable
            String object,

            @JsonPropertyDescription("What mends it. A status omits it if it is long.") @Nullable
            Fix fix) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Fix(
            @Size(max = TEXT) @JsonPropertyDescription("What to do before the statements.") @Nullable
            String first,

            @Size(max = 20) @JsonPropertyDescription("SQL statements to run, in this order.")
            List<@Size(max = TEXT) String> statements,

            @JsonPropertyDescription("The database in which the statements run: Source or Target.") @Nullable
            Side side,

            @Size(max = TEXT)
            @JsonPropertyDescription("What to do, or, if there are statements, what to do instead of running them.")
            @Nullable
            String advice) {

        public Fix {
            statements = copy(statements);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Estimate(
            @JsonPropertyDescription("How long the run will take.")
            long durationSeconds,

            @Size(max = 32) @JsonPropertyDescription("The same as text: 3m5s.")
            String duration,

            @Size(max = TEXT) @JsonPropertyDescription("How the estimate was made.")
            String basis) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Space(
            @JsonPropertyDescription("The sum.") long neededBytes,

            @JsonPropertyDescription("The second copy of the rows.")
            long tableBytes,

            @JsonPropertyDescription("The indexes of the second copy.")
            long indexBytes,

            @JsonPropertyDescription("Sort files, write-ahead log and a reserve.")
            long headroomBytes,

            @JsonPropertyDescription("safety.targetFreeBytes, if it is set.") @Nullable
            Long freeBytes) {}
}
