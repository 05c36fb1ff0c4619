package io.databasesync.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.databasesync.sync.Operation;
import org.jspecify.annotations.Nullable;

/// The bodies of requests. An unknown field is refused.
public final class Bodies {
    private Bodies() {}

    /// Starts a run.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Start(
            @JsonProperty(required = true) @JsonPropertyDescription("Sync, Plan, Verify or Rollback.")
            Operation operation,

            @JsonPropertyDescription(
                    "The hash of the plan that the person confirmed, or at least 12 digits of it. The run does exactly"
                            + " that plan, or nothing. Only for Sync.")
            @Nullable
            String approvedPlan,

            @JsonPropertyDescription("Why, for the history. At most 200 characters.") @Nullable
            String note) {}

    /// Approves the plan of a run.
    public record Approve(
            @JsonProperty(required = true)
            @JsonPropertyDescription("The hash of the plan, or at least 12 digits of it.")
            String plan) {}

    /// Suspends a sync, or lets it run by itself again.
    public record Suspend(
            @JsonProperty(required = true)
            @JsonPropertyDescription("Whether the sync starts no run by itself.")
            @Nullable
            Boolean suspend) {}

    /// Starts a run by the path that an earlier tool had.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StartByAlias(
            @JsonPropertyDescription("The namespace of the sync. Leave it out on a laptop.") @Nullable
            String namespace,

            @JsonPropertyDescription("The name of the sync. Leave it out on a laptop.") @Nullable
            String sync,

            @JsonPropertyDescription("Sync (default), Plan, Verify or Rollback.") @Nullable
            Operation operation,

            @JsonPropertyDescription("The hash of the plan that the person confirmed. Only for Sync.") @Nullable
            String approvedPlan) {}

    /// Exchanges the code of the printed address.
    public record Code(
            @JsonProperty(required = true) @JsonPropertyDescription("What stands behind # in the address.")
            String code) {}
}
