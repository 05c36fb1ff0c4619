package io.databasesync.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A sync, as lists and the stream show it.
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SyncView(
        @JsonPropertyDescription("The namespace.") String namespace,
        @JsonPropertyDescription("The name.") String name,

        @JsonPropertyDescription("Which side is the target.") @Nullable
        Direction direction,

        @JsonPropertyDescription("The local database.") Endpoint local,
        @JsonPropertyDescription("The remote database.") Endpoint remote,

        @JsonPropertyDescription(
                "The phase of the active run. Without one: Idle, Suspended, Blocked, or how the last run ended:"
                        + " Succeeded, Failed, Cancelled, RolledBack. New if nobody has looked at the sync yet.")
        String state,

        @JsonPropertyDescription("Whether the target holds what the sync asks for. Absent if nobody knows.") @Nullable
        Boolean ready,

        @JsonPropertyDescription("Why it is ready, or why not, in one word.") @Nullable
        String reason,

        @JsonPropertyDescription("What happens, or why the last run failed.") @Nullable
        String message,

        @JsonPropertyDescription("What to do about the reason. Absent if there is nothing to do.") @Nullable
        String fix,

        @JsonPropertyDescription("False if the last success is older than the sync allows.") @Nullable
        Boolean fresh,

        @JsonPropertyDescription("Whether the last comparison found no difference.") @Nullable
        Boolean inSync,

        @JsonPropertyDescription("The run that is under way.") @Nullable
        ActiveRun activeRun,

        @JsonPropertyDescription("The last run that ended.") @Nullable
        PastRun lastRun,

        @JsonPropertyDescription("When new content was last published.") @Nullable
        Instant lastSuccess,

        @JsonPropertyDescription("When the next run starts by itself.") @Nullable
        Instant nextRun,

        @JsonPropertyDescription("Runs that wait for another one of this sync.")
        int waitingRuns,

        @JsonPropertyDescription("Whether runs start by themselves no more.")
        boolean suspended,

        @JsonPropertyDescription("Which runs need an approval: Never, OnWarning or Always.") @Nullable
        String approval,

        @JsonPropertyDescription("Whether /badge shows the state of the sync to everybody.")
        boolean badge,

        @JsonPropertyDescription("When the sync was created.") @Nullable
        Instant createdAt,

        @JsonPropertyDescription("The version of the object, for If-Match.")
        String version)
        implements SyncViewBuilder.With {

    /// `namespace/name`
    public String key() {
        return namespace + "/" + name;
    }

    /// What the list shows of a run that is under way.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ActiveRun(
            @JsonPropertyDescription("The run's name.") String name,

            @JsonPropertyDescription("What it does.") @Nullable
            Operation operation,

            @JsonPropertyDescription("The percentage, weighted by bytes and index cost.") @Nullable
            Integer percent,

            @JsonPropertyDescription("Tables copied, of all tables: 8/17.") @Nullable
            String tables,

            @JsonPropertyDescription("The rate of the copy: 41 MB/s.") @Nullable
            String rate,

            @JsonPropertyDescription("The estimated end.") @Nullable
            Instant eta) {}
}
