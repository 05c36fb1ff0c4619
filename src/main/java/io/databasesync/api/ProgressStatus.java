package io.databasesync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.databasesync.sync.Phase;
import io.databasesync.text.Display;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The progress of a run, as its pod reports it. No decision depends on it: a pod can lie about its
/// own progress only.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@RecordBuilder
public record ProgressStatus(
        @JsonPropertyDescription("Number of the pod that wrote this, counted from 1.") @Nullable
        Integer attempt,

        @JsonPropertyDescription("The phase of the pod.") @Nullable
        Phase phase,

        @Min(0)
        @Max(100)
        @JsonPropertyDescription(
                "The percentage, weighted by bytes and index cost. It never goes back within an attempt.")
        @Nullable
        Integer percent,

        @JsonPropertyDescription("Tables copied, of all tables.") @Nullable
        Count tables,

        @JsonPropertyDescription("Rows copied, of all rows. The total is an estimate until the rows are counted.")
        @Nullable
        Count rows,

        @JsonPropertyDescription("Bytes copied, of all bytes.") @Nullable
        Bytes bytes,

        @JsonPropertyDescription("Indexes built, of all indexes.") @Nullable
        Count indexes,

        @JsonPropertyDescription(
                "True while the run waits for a target whose connections are lost; message says why. Otherwise absent.")
        @Nullable
        Boolean reconnecting,

        @Size(max = 16) @JsonPropertyDescription("The tables and indexes that the run works on.")
        List<String> current,

        @Size(max = ProgressStatus.MAX_TABLES)
        @JsonPropertyDescription(
                "The progress of each table: those in work, then the largest that wait, then the largest that are"
                        + " complete.")
        List<Table> perTable,

        @Size(max = 16)
        @JsonPropertyDescription("The phases of the pod so far, oldest first. A phase lasts until the next one begins.")
        List<PhaseStart> phases,

        @Size(max = ProgressStatus.MAX_TABLES)
        @JsonPropertyDescription(
                "The rows that a comparison found to differ, table by table. It counts the first rows of each table and"
                        + " has no values of rows: dbsync in a terminal shows the keys.")
        List<Differences> differences,

        @JsonPropertyDescription("The estimated end of the run.") @Nullable
        Instant eta,

        @JsonPropertyDescription("The estimated time until then: 4m12s.") @Nullable
        String remaining,

        @JsonPropertyDescription("When the pod last wrote this.") @Nullable
        Instant heartbeat,

        @Size(max = ProgressStatus.MAX_MESSAGE)
        @JsonPropertyDescription("A sentence that says what the pod does.")
        @Nullable
        String message,

        @JsonPropertyDescription(
                "The databases that the run has reached. The pod writes them before its first write to the target.")
        @Nullable
        Identities identities,

        @JsonPropertyDescription(
                "The plan that the pod made. The operator compares it with the pod's termination message and copies"
                        + " it to status.plan; only that one is approved.")
        @Nullable
        PlanStatus plan)
        implements ProgressStatusBuilder.With {

    public static final int MAX_MESSAGE = 1024;
    public static final int MAX_TABLES = 50;

    public ProgressStatus {
        current = current == null ? List.of() : List.copyOf(current);
        perTable = perTable == null ? List.of() : List.copyOf(perTable);
        differences = differences == null ? List.of() : List.copyOf(differences);
        phases = phases == null ? List.of() : List.copyOf(phases);
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Differences(
            @JsonPropertyDescription("The table: schema.name.")
            String table,

            @JsonPropertyDescription("Rows whose key both databases have, with other values.")
            long different,

            @JsonPropertyDescription("Rows that only the source has.")
            long onlyOnSource,

            @JsonPropertyDescription("Rows that only the target has.")
            long onlyOnTarget,

            @JsonPropertyDescription("Rows that a foreign key refers to, and that do not exist.")
            long missing,

            @JsonPropertyDescription("Whether the table has more rows that differ.")
            boolean more) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PhaseStart(
            @JsonPropertyDescription("The phase.") @Nullable Phase phase,

            @JsonPropertyDescription("When it began.") @Nullable
            Instant startedAt) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Count(
            @JsonPropertyDescription("How many are done.") long done,
            @JsonPropertyDescription("How many there are.") long total,

            @JsonPropertyDescription("Both as text: 8/17.") @Nullable
            String summary) {

        public static Count of(long done, long total) {
            return new Count(done, total, done + "/" + total);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Table(
            @JsonPropertyDescription("The table: schema.name.")
            String name,

            @JsonInclude(JsonInclude.Include.NON_DEFAULT) @JsonPropertyDescription("Whether its rows move now.")
            boolean working,

            @JsonPropertyDescription("Rows copied.") long rows,

            @JsonPropertyDescription("All rows; an estimate until the table is complete.")
            long rowsTotal,

            @JsonPropertyDescription("Bytes copied.") long bytes,

            @JsonPropertyDescription("All bytes, as the source estimates.")
            long bytesTotal,

            @JsonInclude(JsonInclude.Include.NON_DEFAULT)
            @JsonPropertyDescription("Bytes per second, averaged over the copying of the table.")
            long perSecond) {

        /// The same table when the run has ended: its rows move no more.
        public Table ended() {
            return new Table(name, false, rows, rowsTotal, bytes, bytesTotal, perSecond);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Bytes(
            @JsonPropertyDescription("How many are done.") long done,

            @JsonPropertyDescription("How many there are, as the source estimates.")
            long total,

            @JsonInclude(JsonInclude.Include.NON_DEFAULT)
            @JsonPropertyDescription("Bytes per second, averaged over the copying so far.")
            long perSecond,

            @JsonPropertyDescription("The same as text: 41 MB/s.") @Nullable
            String rate) {

        public static Bytes of(long done, long total, long perSecond) {
            return new Bytes(done, total, perSecond, perSecond <= 0 ? null : Display.rate(perSecond));
        }
    }
}
