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

/// The state of a run. The worker writes `progress`, the operator everything else. Neither changes the other's part,
/// so neither applies what it has read: with `withProgress(null)` a status is the operator's half.
@RecordBuilder
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonClassDescription("The status of the run. The pod writes progress, the operator everything else.")
public record DatabaseSyncRunStatus(
        @JsonPropertyDescription("The metadata.generation that this status is about.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("The phase of the run.") @Nullable
        Phase phase,

        @JsonPropertyDescription("The Job whose pod does the work.") @Nullable
        String jobName,

        @JsonPropertyDescription("How many pods tried. Drained and evicted pods do not count.") @Nullable
        Integer attempts,

        @JsonPropertyDescription("When the Job started.") @Nullable
        Instant startedAt,

        @JsonPropertyDescription("When the run ended.") @Nullable
        Instant finishedAt,

        @JsonPropertyDescription("How the run ended. The operator takes it from the Job, not from status.progress.")
        @Nullable
        RunResult result,

        @JsonPropertyDescription("Why the run failed, in one word.") @Nullable
        String reason,

        @JsonPropertyDescription(
                "A sentence that says what the run waits for, or how it ended and how to fix it. Absent"
                        + " while the pod works: progress.message says what it does.")
        @Nullable
        String message,

        @JsonPropertyDescription("Rows of all tables that were replaced.") @Nullable
        Long rows,

        @JsonPropertyDescription("Bytes sent over the network.") @Nullable
        Long bytes,

        @JsonPropertyDescription("The comparison that was made, before publishing or by a Verify run.") @Nullable
        Verification verification,

        @JsonPropertyDescription("What the run did at the same time at last, as the spec says or as the run found out.")
        @Nullable
        AtOnce atOnce,

        @JsonPropertyDescription(
                "The plan: what the run will do, or why it was refused. If the run needs approval, this is the plan"
                        + " to approve.")
        @Nullable
        PlanStatus plan,

        @JsonPropertyDescription(
                "Ready: the run succeeded. Reconciling: the run is under way. Stalled: the run failed or was"
                        + " cancelled. At the end one of two is added: Complete if the run succeeded, otherwise Failed.")
        List<Condition> conditions,

        @JsonPropertyDescription("The seconds between two reports of the pod. Grows with the number of runs under way.")
        @Nullable
        Integer beatSeconds,

        @JsonPropertyDescription("The progress of the run. The pod writes it.") @Nullable
        ProgressStatus progress)
        implements DatabaseSyncRunStatusBuilder.With {

    /// The status before the operator has looked.
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
            @JsonPropertyDescription(
                    "Counts: the number of rows of every table was compared. Checksum: the content too.")
            @Nullable
            String method,

            @JsonPropertyDescription("Tables that are equal.") @Nullable
            Integer tables,

            @JsonPropertyDescription("Rows that are equal.") @Nullable
            Long rows) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record AtOnce(
            @JsonPropertyDescription("Connections that copied, on each side.") @Nullable
            Integer tables,

            @JsonPropertyDescription("Indexes that were built.") @Nullable
            Integer indexes) {}
}
