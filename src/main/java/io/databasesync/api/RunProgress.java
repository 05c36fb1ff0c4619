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

/// How far a run is, as its pod tells. Nothing is decided by it: a pod can lie about its own progress and
/// nothing else.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@RecordBuilder
public record RunProgress(
        @JsonPropertyDescription("Which pod tells, counted from 1.") @Nullable
        Integer attempt,

        @JsonPropertyDescription("What the pod is doing.") @Nullable
        Phase phase,

        @Min(0)
        @Max(100)
        @JsonPropertyDescription(
                "How far the run is, weighted by bytes and index cost; never goes back within an attempt.")
        @Nullable
        Integer percent,

        @JsonPropertyDescription("Tables copied, of all.") @Nullable
        Count tables,

        @JsonPropertyDescription("Rows copied, of all; an estimate of the source until they are counted.") @Nullable
        Count rows,

        @JsonPropertyDescription("Bytes copied, of all.") @Nullable
        Bytes bytes,

        @JsonPropertyDescription("Indexes built, of all.") @Nullable
        Count indexes,

        @Size(max = 16) @JsonPropertyDescription("What is being worked on, for people.")
        List<String> current,

        @JsonPropertyDescription("When the run will end if it goes on like this.") @Nullable
        Instant eta,

        @JsonPropertyDescription("When the pod last told.") @Nullable
        Instant heartbeat,

        @Size(max = RunProgress.MAX_MESSAGE) @JsonPropertyDescription("What the pod is doing, for people.") @Nullable
        String message,

        @JsonPropertyDescription("The databases that the run has reached, written before anything else is.") @Nullable
        Identities identities,

        @JsonPropertyDescription("The plan that the pod has made. Nobody is asked to approve it before the operator has"
                + " compared it with the pod's last words, and copied it.")
        @Nullable
        RunPlan plan)
        implements RunProgressBuilder.With {

    public static final int MAX_MESSAGE = 1024;

    public RunProgress {
        current = current == null ? List.of() : List.copyOf(current);
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Count(
            @JsonPropertyDescription("How many are done.") long done,
            @JsonPropertyDescription("How many there are.") long total,

            @JsonPropertyDescription("Both, for people: 8/17.") @Nullable
            String summary) {

        public static Count of(long done, long total) {
            return new Count(done, total, done + "/" + total);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Bytes(
            @JsonPropertyDescription("How many are done.") long done,

            @JsonPropertyDescription("How many there are, as the source estimates.")
            long total,

            @JsonPropertyDescription("How many a second, averaged over the copying so far.")
            long perSecond,

            @JsonPropertyDescription("The same, for people: 41 MB/s.") @Nullable
            String rate) {

        public static Bytes of(long done, long total, long perSecond) {
            return new Bytes(done, total, perSecond, perSecond <= 0 ? null : Display.rate(perSecond));
        }
    }
}
