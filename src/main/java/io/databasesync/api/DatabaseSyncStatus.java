package io.databasesync.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.databasesync.sync.Operation;
import io.fabric8.kubernetes.api.model.Condition;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the operator last saw and did. Only the operator writes it, always as a whole.
@RecordBuilder
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription("The status of the sync. The operator writes it.")
public record DatabaseSyncStatus(
        @JsonPropertyDescription("The metadata.generation that this status is about.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription(
                "The phase of the active run. If no run is active: Idle, Suspended, Blocked (IdentityChanged, or an"
                        + " invalid schedule), or how the last run ended: Succeeded, Failed, Cancelled, RolledBack. Plan"
                        + " and Verify runs do not change it.")
        @Nullable
        String phase,

        @JsonPropertyDescription(
                "The percentage of the active or last run. It is 100 only when the new content is visible.")
        @Nullable
        Integer percent,

        @JsonPropertyDescription("A sentence that says what the run does, or why it failed and how to fix it.")
        @Nullable
        String message,

        @JsonPropertyDescription("The DatabaseSyncRun that is active.") @Nullable
        String activeRun,

        @JsonPropertyDescription("The newest run, if somebody deleted it before it had ended.") @Nullable
        String deletedRun,

        @JsonPropertyDescription("The operation of the active run.") @Nullable
        Operation operation,

        @JsonPropertyDescription("How many runs wait for another one of this sync. Absent if none does.") @Nullable
        Integer waitingRuns,

        @JsonPropertyDescription("Tables that the active run has copied, of all tables: 8/17.") @Nullable
        String tables,

        @JsonPropertyDescription("The rate of the copy of the active run: 41 MB/s.") @Nullable
        String rate,

        @JsonPropertyDescription("The estimated end of the active run.") @Nullable
        Instant eta,

        @JsonPropertyDescription("The estimated time until then: 4m12s.") @Nullable
        String remaining,

        @JsonPropertyDescription("The last run that ended, except Plan runs, Verify runs and failed rollbacks.")
        @Nullable
        LastRun lastRun,

        @JsonPropertyDescription(
                "The last ten runs that ended, of every operation, the newest first. It outlives the runs.")
        List<PastRun> history,

        @JsonPropertyDescription("When new content was last published.") @Nullable
        Instant lastSuccessTime,

        @JsonPropertyDescription("The last Verify run that could compare both databases.") @Nullable
        LastVerification lastVerification,

        @JsonPropertyDescription("The spec.trigger that the newest run answers.") @Nullable
        String lastHandledTrigger,

        @JsonPropertyDescription("A hash of the spec that the newest run answers. A different hash starts another run.")
        @Nullable
        String handledSpecHash,

        @JsonPropertyDescription(
                "A hash of all fields that the newest run uses. If that run did not succeed, a different"
                        + " hash starts another run.")
        @Nullable
        String handledTemplateHash,

        @JsonPropertyDescription("The databases that the first run reached. A run that finds a different one is refused"
                + " (IdentityChanged). Then only Plan and Verify runs start, until one of them finds both databases"
                + " again, or the annotation databasesync.io/repin gets a new value.")
        @Nullable
        PinnedIdentities identities,

        @JsonPropertyDescription(
                "Set when the last run could not connect or start, when the target was busy, or while the sync is"
                        + " Blocked. The operator tries, or looks, again up to twelve times, with growing delays.")
        @Nullable
        NextRetry nextRetry,

        @JsonPropertyDescription(
                "When the clock starts the next run. Absent without spec.schedule, and while suspended.")
        @Nullable
        Instant nextScheduleTime,

        @JsonPropertyDescription("The time of spec.schedule for which the clock last started a run.") @Nullable
        Instant lastScheduleTime,

        @JsonPropertyDescription("What the clock knows of the schedule.") @Nullable
        ScheduleStatus schedule,

        @JsonPropertyDescription(
                "Ready: the target holds what the spec asks for. Reconciling: a run is under way. Stalled: action"
                        + " required. InSync: the last comparison, of a Verify run or before publishing, found no"
                        + " difference. Fresh: the last success is within spec.maxAge.")
        List<Condition> conditions)
        implements DatabaseSyncStatusBuilder.With {

    /// The status before the operator has looked.
    public static final DatabaseSyncStatus NONE =
            DatabaseSyncStatusBuilder.builder().build();

    public DatabaseSyncStatus {
        history = history == null ? List.of() : List.copyOf(history);
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record NextRetry(
            @JsonPropertyDescription("How many retries were started in a row.")
            int tried,

            @JsonPropertyDescription("When the next retry starts.") @Nullable
            Instant at) {}

    /// A run that has ended, as the history of its sync keeps it.
    @RecordBuilder
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PastRun(
            @JsonPropertyDescription("The DatabaseSyncRun's name.")
            String name,

            @JsonPropertyDescription("Sync, Plan, Verify or Rollback.") @Nullable
            Operation operation,

            @JsonPropertyDescription("How the run ended.") @Nullable
            RunResult result,

            @JsonPropertyDescription("The reason: Succeeded, or why it failed.") @Nullable
            String reason,

            @JsonPropertyDescription("Who or what asked for the run.") @Nullable
            String requestedBy,

            @JsonPropertyDescription("When its Job started.") @Nullable
            Instant startedAt,

            @JsonPropertyDescription("When the run ended.") @Nullable
            Instant finishedAt,

            @JsonPropertyDescription("How long the run took, for example 4m12s.") @Nullable
            String duration,

            @JsonPropertyDescription("Rows of all tables that were replaced.") @Nullable
            Long rows,

            @JsonPropertyDescription("Bytes sent over the network.") @Nullable
            Long bytes) {}

    /// The databases that a sync is held to.
    @RecordBuilder
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PinnedIdentities(
            @JsonPropertyDescription("The database that spec.local has to lead to.") @Nullable
            Identity local,

            @JsonPropertyDescription("The database that spec.remote has to lead to.") @Nullable
            Identity remote,

            @JsonPropertyDescription("How often the identities were cleared (dbsync repin).")
            int repins,

            @JsonPropertyDescription("The value of the annotation databasesync.io/repin that last cleared them.")
            @Nullable
            String lastHandledRepin,

            @JsonPropertyDescription(
                    "The run that found a different database. No run that writes starts until a Plan or Verify run"
                            + " finds both databases again, or the identities are cleared.")
            @Nullable
            String changedIn,

            @JsonPropertyDescription("When that run ended, or when a run found both databases again.") @Nullable
            Instant changedAt)
            implements DatabaseSyncStatusPinnedIdentitiesBuilder.With {

        public static final PinnedIdentities NONE = new PinnedIdentities(null, null, 0, null, null, null);
    }

    @RecordBuilder
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record LastRun(
            @JsonPropertyDescription("The DatabaseSyncRun's name.") @Nullable
            String name,

            @JsonPropertyDescription("How the run ended.") @Nullable
            RunResult result,

            @JsonPropertyDescription("When its Job started.") @Nullable
            Instant startedAt,

            @JsonPropertyDescription("When the run ended.") @Nullable
            Instant finishedAt,

            @JsonPropertyDescription("How long the run took, for example 4m12s.") @Nullable
            String duration,

            @JsonPropertyDescription("Rows of all tables that were replaced.") @Nullable
            Long rows,

            @JsonPropertyDescription("Bytes sent over the network.") @Nullable
            Long bytes,

            @JsonPropertyDescription("The operation of the run.") @Nullable
            Operation operation,

            @JsonPropertyDescription("The reason: Succeeded, or why it failed.") @Nullable
            String reason,

            @JsonPropertyDescription("A sentence that says how the run ended.") @Nullable
            String message,

            @JsonPropertyDescription("A hash of the databases and tables of the run.") @Nullable
            String contentHash,

            @JsonPropertyDescription("How many retries in a row the operator has started, this run included.") @Nullable
            Integer tried)
            implements DatabaseSyncStatusLastRunBuilder.With {}
}
