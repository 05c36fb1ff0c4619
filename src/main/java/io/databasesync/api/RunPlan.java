package io.databasesync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Direction;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// What a run is going to do: bounded in a status, in full in what `dbsync plan --output=json` prints. [RunPlans]
/// makes both.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RunPlan(
        @Size(max = 64)
        @JsonPropertyDescription("What is agreed to when the plan is approved: SHA-256 of databases, direction, mode,"
                + " tables and what happens to each, exclusions, drift, warnings and blockers; not of figures.")
        String hash,

        @JsonPropertyDescription("Which side is replaced.") @Nullable
        Direction direction,

        @Size(max = TEXT) @JsonPropertyDescription("The direction in words.") @Nullable
        String sentence,

        @JsonPropertyDescription("The database that is read.")
        Database source,

        @JsonPropertyDescription("The database whose tables are replaced.")
        Database target,

        @JsonPropertyDescription("How the rows are replaced: Swap or InPlace.") @Nullable
        ChosenMode mode,

        @Size(max = 20) @JsonPropertyDescription("Why it is not Swap.")
        List<@Size(max = TEXT) String> modeReasons,

        @JsonPropertyDescription("Sums over all tables, and how long the lists are that are cut in a status.")
        Totals totals,

        @Size(max = 50) @JsonPropertyDescription("The tables, largest first; in a status the first 50.")
        List<Table> tables,

        @Size(max = 50) @JsonPropertyDescription("Tables that a pattern took out; in a status the first 50.")
        List<@Size(max = TEXT) String> excluded,

        @Size(max = 20) @JsonPropertyDescription("How columns of both sides differ; in a status the first 20.")
        List<@Size(max = TEXT) String> drift,

        @Size(max = 20)
        @JsonPropertyDescription("What to know, and what does not stop the run; in a status the first 20.")
        List<@Size(max = TEXT) String> warnings,

        @Size(max = 20) @JsonPropertyDescription("Why the run would be refused; in a status the first 20.")
        List<Blocker> blockers,

        @Size(max = 20) @JsonPropertyDescription("What the plan does not know.")
        List<@Size(max = TEXT) String> notes,

        @JsonPropertyDescription("How long the run will take.") @Nullable
        Estimate estimate,

        @JsonPropertyDescription("What the disk of the target has to take, beside what is there.") @Nullable
        Space space) {

    /// The longest text in a status.
    static final int TEXT = 512;

    public RunPlan {
        modeReasons = copy(modeReasons);
        tables = copy(tables);
        excluded = copy(excluded);
        drift = copy(drift);
        warnings = copy(warnings);
        blockers = copy(blockers);
        notes = copy(notes);
    }

    /// The direction in words, also of a plan that was written without them.
    public String words() {
        return Objects.requireNonNullElseGet(
                sentence,
                () -> "REPLACES tables of %s@%s with those of %s@%s"
                        .formatted(target.database(), target.hosts(), source.database(), source.hosts()));
    }

    private static <T> List<T> copy(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Database(
            @Size(max = TEXT) @JsonPropertyDescription("Its name.")
            String database,

            @Size(max = TEXT) @JsonPropertyDescription("Hosts and ports, as they were asked for.")
            String hosts,

            @Size(max = TEXT) @JsonPropertyDescription("The role that the run has there.")
            String role,

            @Size(max = TEXT) @JsonPropertyDescription("The version of PostgreSQL.")
            String version,

            @Size(max = TEXT)
            @JsonPropertyDescription("Which database it is, whatever it is called: the system identifier of its cluster"
                    + " and its OID.")
            String identity,

            @JsonPropertyDescription("Size of the whole database.")
            long bytes) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Totals(
            @JsonPropertyDescription("Tables that are replaced or created.")
            int tables,

            @JsonPropertyDescription("Those that are created.")
            int created,

            @JsonPropertyDescription("Rows on the source, by its estimate; absent if it has none of any table.")
            @Nullable
            Long rows,

            @JsonPropertyDescription("Bytes of heap and TOAST on the source.")
            long bytes,

            @JsonPropertyDescription("Rows on the target, by its estimate; absent if it has none of any table.")
            @Nullable
            Long targetRows,

            @JsonPropertyDescription("Bytes of heap and TOAST on the target.")
            long targetBytes,

            @JsonPropertyDescription("Indexes to build.") int indexes,

            @JsonPropertyDescription("Tables that a pattern took out.")
            int excluded,

            @JsonPropertyDescription("Differences of columns.")
            int drift,

            @JsonPropertyDescription("Warnings.") int warnings,
            @JsonPropertyDescription("Blockers.") int blockers) {

        /// The rows on the source, if it has statistics of any table.
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

            @JsonPropertyDescription("On the target; absent if the table is created.") @Nullable
            Content target,

            @Size(max = 16) @JsonPropertyDescription("Of COPY: binary or text.")
            String format,

            @JsonPropertyDescription("Pieces that are copied at the same time.")
            int parts,

            @JsonPropertyDescription("Indexes to build, those of constraints included.")
            int indexes,

            @Size(max = 64)
            @JsonPropertyDescription("Fingerprint of columns, indexes and foreign keys; part of the hash.")
            String shape) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Content(
            @JsonPropertyDescription("Rows, by the server's estimate; absent if it has none.") @Nullable
            Long rows,

            @JsonPropertyDescription("Bytes of heap and TOAST.")
            long bytes,

            @JsonPropertyDescription("Bytes of indexes.") long indexBytes) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Blocker(
            @Size(max = 64) @JsonPropertyDescription("In one word.")
            String reason,

            @Size(max = TEXT) @JsonPropertyDescription("What was found, what is needed, and the fix.")
            String message) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Estimate(
            @JsonPropertyDescription("How long the run will take.")
            long durationSeconds,

            @Size(max = 32) @JsonPropertyDescription("The same, for people: 3m5s.")
            String duration,

            @Size(max = TEXT) @JsonPropertyDescription("What the estimate is made of.")
            String basis) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Space(
            @JsonPropertyDescription("All of it.") long neededBytes,

            @JsonPropertyDescription("The second copy of the rows.")
            long tableBytes,

            @JsonPropertyDescription("The indexes of the second copy.")
            long indexBytes,

            @JsonPropertyDescription("Sort files, write-ahead log, and what estimates are off by.")
            long headroomBytes,

            @JsonPropertyDescription("safety.targetFreeBytes, if it is set.") @Nullable
            Long freeBytes) {}
}
