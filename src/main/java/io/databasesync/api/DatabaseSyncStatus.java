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

/// What the operator last saw and did; written by it alone, as a whole.
@RecordBuilder
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription("Where the sync is. Written by the operator.")
public record DatabaseSyncStatus(
        @JsonPropertyDescription("The metadata.generation that this status is about.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription(
                "The active run's phase; without one: Idle, Suspended, Blocked (IdentityChanged), or how"
                        + " the last run ended: Succeeded, Failed, Cancelled.")
        @Nullable
        String phase,

        @JsonPropertyDescription(
                "How far the active run is, or the last one got; 100 only when the new content is visible.")
        @Nullable
        Integer percent,

        @JsonPropertyDescription("What is going on or what went wrong, for people.") @Nullable
        String message,

        @JsonPropertyDescription("The DatabaseSyncRun that is under way.") @Nullable
        String activeRun,

        @JsonPropertyDescription("When the active run will end if it goes on like this.") @Nullable
        Instant eta,

        @JsonPropertyDescription(
                "The last run that ended. Plan and Verify runs, and rollbacks that failed, are not counted.")
        @Nullable
        LastRun lastRun,

        @JsonPropertyDescription("When new content was last published.") @Nullable
        Instant lastSuccessTime,

        @JsonPropertyDescription("The spec.trigger that the newest run answers.") @Nullable
        String lastHandledTrigger,

        @JsonPropertyDescription(
                "A hash of the part of the spec that the newest run answers; another one asks for" + " another run.")
        @Nullable
        String handledSpecHash,

        @JsonPropertyDescription(
                "The databases that local and remote led to at the first run that reached them. A run"
                        + " that finds another one is refused (IdentityChanged), and no run that writes is started until a Plan"
                        + " or Verify run finds both as they are pinned, or the annotation databasesync.io/repin gets a new value.")
        @Nullable
        PinnedIdentities identities,

        @JsonPropertyDescription("Set while the last run got no connection, or not the replaced side: it is tried again"
                + " by itself, ever more slowly, ten times.")
        @Nullable
        NextTry nextTry,

        @JsonPropertyDescription(
                "Ready: the replaced side holds what the spec asks for. Reconciling: a run is under way."
                        + " Stalled: somebody has to put something right.")
        List<Condition> conditions)
        implements DatabaseSyncStatusBuilder.With {

    /// Before the operator has looked.
    public static final DatabaseSyncStatus NONE =
            DatabaseSyncStatusBuilder.builder().build();

    public DatabaseSyncStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record NextTry(
            @JsonPropertyDescription("How many runs were started so, one after the other.")
            int tried,

            @JsonPropertyDescription("When the next one starts.") @Nullable
            Instant at) {}

    /// What a sync is held to.
    @RecordBuilder
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PinnedIdentities(
            @JsonPropertyDescription("What spec.local has to lead to.") @Nullable
            Identity local,

            @JsonPropertyDescription("What spec.remote has to lead to.") @Nullable
            Identity remote,

            @JsonPropertyDescription("How often the identities were cleared on purpose.")
            int repins,

            @JsonPropertyDescription("The annotation's value for which they were cleared last.") @Nullable
            String lastHandledRepin,

            @JsonPropertyDescription(
                    "The run that found another database; until a Plan or Verify run finds both as they"
                            + " are pinned, or the identities are cleared, no run that writes is started.")
            @Nullable
            String changedIn,

            @JsonPropertyDescription("When that run ended, or when one found both as they are pinned again.") @Nullable
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

            @JsonPropertyDescription("How it ended.") @Nullable
            RunResult result,

            @JsonPropertyDescription("When its Job started.") @Nullable
            Instant startedAt,

            @JsonPropertyDescription("When it ended.") @Nullable
            Instant finishedAt,

            @JsonPropertyDescription("How long it took, for example 4m12s.") @Nullable
            String duration,

            @JsonPropertyDescription("Rows of all tables that were replaced.") @Nullable
            Long rows,

            @JsonPropertyDescription("Bytes that went over the wire.") @Nullable
            Long bytes,

            @JsonPropertyDescription("What it did.") @Nullable
            Operation operation,

            @JsonPropertyDescription("Why it ended so: Succeeded, or what went wrong.") @Nullable
            String reason,

            @JsonPropertyDescription("The same for people.") @Nullable
            String message,

            @JsonPropertyDescription("A hash of the databases and tables that it was asked for.") @Nullable
            String contentHash,

            @JsonPropertyDescription("How many runs before it got no connection, one after the other.") @Nullable
            Integer tried)
            implements DatabaseSyncStatusLastRunBuilder.With {}
}
