package io.databasesync.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.databasesync.sync.Phase;
import io.fabric8.kubernetes.api.model.Condition;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a run is. The worker writes `progress`, the operator everything else; neither touches the other's. So neither
/// applies what it has read: with `withProgress(null)` a status is the operator's half.
@RecordBuilder
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonClassDescription("Where the run is. progress is written by the pod, everything else by the operator.")
public record DatabaseSyncRunStatus(
        @JsonPropertyDescription("The metadata.generation that this status is about.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Where the run is.") @Nullable
        Phase phase,

        @JsonPropertyDescription("The Job whose pod does the work.") @Nullable
        String jobName,

        @JsonPropertyDescription("Pods that tried; drained and evicted ones do not count.") @Nullable
        Integer attempts,

        @JsonPropertyDescription("When the Job started.") @Nullable
        Instant startedAt,

        @JsonPropertyDescription("When the run ended.") @Nullable
        Instant finishedAt,

        @JsonPropertyDescription("How the run ended. Taken from the Job, not from what the pod wrote to progress.")
        @Nullable
        RunResult result,

        @JsonPropertyDescription("Why the run failed, in one word.") @Nullable
        String reason,

        @JsonPropertyDescription("What the run waits for or how it ended, for people. Absent while the pod is at work:"
                + " progress.message says what it does.")
        @Nullable
        String message,

        @JsonPropertyDescription("Rows of all tables that were replaced.") @Nullable
        Long rows,

        @JsonPropertyDescription("Bytes that went over the wire.") @Nullable
        Long bytes,

        @JsonPropertyDescription(
                "What was compared: before the new content was published, or by a run whose operation is Verify.")
        @Nullable
        Verification verification,

        @JsonPropertyDescription(
                "What the run is going to do, or was refused for; of a run that has to be approved, what"
                        + " is agreed to.")
        @Nullable
        RunPlan plan,

        @JsonPropertyDescription(
                "Ready: the run succeeded. Reconciling: it is under way. Stalled: it failed or was" + " cancelled.")
        List<Condition> conditions,

        @JsonPropertyDescription("How far the run is. Written by the pod.") @Nullable
        RunProgress progress)
        implements DatabaseSyncRunStatusBuilder.With {

    /// Before anybody has looked.
    public static final DatabaseSyncRunStatus NONE =
            DatabaseSyncRunStatusBuilder.builder().build();

    public DatabaseSyncRunStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }

    /// Whether the operator has settled how the run ended.
    @JsonIgnore
    public boolean settled() {
        return result != null;
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Verification(
            @JsonPropertyDescription("How content was compared: Counts compares the rows of every table, Checksum"
                    + " their content too.")
            @Nullable
            String method,

            @JsonPropertyDescription("Tables that were compared and found equal.") @Nullable
            Integer tables,

            @JsonPropertyDescription("Rows that were compared and found equal.") @Nullable
            Long rows) {}
}
