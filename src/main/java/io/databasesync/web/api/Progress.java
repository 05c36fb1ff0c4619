package io.databasesync.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.databasesync.sync.Phase;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far a run is.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Progress(
        @JsonPropertyDescription("The phase of the work.") @Nullable
        Phase phase,

        @JsonPropertyDescription("The percentage. It never goes back within an attempt.")
        int percent,

        @JsonPropertyDescription("Tables copied, of all tables.") @Nullable
        Amount tables,

        @JsonPropertyDescription("Rows copied, of all rows.") @Nullable
        Amount rows,

        @JsonPropertyDescription("Bytes copied, of all bytes.") @Nullable
        Amount bytes,

        @JsonPropertyDescription("Indexes built, of all indexes.") @Nullable
        Amount indexes,

        @JsonPropertyDescription("Bytes per second, averaged over the copying so far.") @Nullable
        Long bytesPerSecond,

        @JsonPropertyDescription("Tables and indexes in work, for people.")
        List<String> current,

        @JsonPropertyDescription("Tables: those in work first, then those that wait, then those that are done.")
        List<Table> perTable,

        @JsonPropertyDescription("The phases so far, oldest first. A phase lasts until the next one begins.")
        List<PhaseTime> phases,

        @JsonPropertyDescription("The estimated end.") @Nullable
        Instant eta,

        @JsonPropertyDescription("When the worker last wrote this.") @Nullable
        Instant heartbeat,

        @JsonPropertyDescription("The seconds between two reports of the worker.") @Nullable
        Integer beatSeconds,

        @JsonPropertyDescription("A sentence that says what happens.") @Nullable
        String message) {

    public Progress {
        current = List.copyOf(current);
        perTable = List.copyOf(perTable);
        phases = List.copyOf(phases);
    }

    /// A part of a whole. The whole may be an estimate.
    public record Amount(
            @JsonPropertyDescription("How much is done.") long done,
            @JsonPropertyDescription("How much there is.") long total) {}

    /// The progress of one table.
    public record Table(
            @JsonPropertyDescription("schema.table") String name,

            @JsonPropertyDescription("Whether its rows move now.")
            boolean working,

            @JsonPropertyDescription("Rows.") Amount rows,
            @JsonPropertyDescription("Bytes.") Amount bytes,

            @JsonPropertyDescription("Bytes per second, averaged over the copying of the table.")
            long bytesPerSecond) {}

    /// The beginning of a phase.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PhaseTime(
            @JsonPropertyDescription("The phase.") Phase phase,

            @JsonPropertyDescription("When it began.") @Nullable
            Instant startedAt) {}
}
