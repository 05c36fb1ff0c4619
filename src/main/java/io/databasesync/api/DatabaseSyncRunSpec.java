package io.databasesync.api;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.databasesync.sync.Operation;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What one run does. It never changes, except that `template`, `cancel` and `approvedPlan` are set once.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonClassDescription(
        "What the run does. Cannot be changed, except that cancel can be set to true, and" + " approvedPlan once.")
@ValidationRule(
        value = "self.syncRef == oldSelf.syncRef && self.operation == oldSelf.operation"
                + " && has(self.reason) == has(oldSelf.reason) && (!has(self.reason) || self.reason == oldSelf.reason)"
                + " && has(self.requestedBy) == has(oldSelf.requestedBy)"
                + " && (!has(self.requestedBy) || self.requestedBy == oldSelf.requestedBy)",
        message = "a run cannot be changed; create another DatabaseSyncRun")
@ValidationRule(
        value = "!has(oldSelf.template) || (has(self.template) && self.template == oldSelf.template)",
        message = "template is set once and cannot be changed; create another DatabaseSyncRun")
@ValidationRule(
        value = "!has(oldSelf.cancel) || !oldSelf.cancel || (has(self.cancel) && self.cancel)",
        message = "cancel cannot be taken back; create another DatabaseSyncRun")
@ValidationRule(
        value = "!has(oldSelf.approvedPlan)"
                + " || (has(self.approvedPlan) && self.approvedPlan == oldSelf.approvedPlan)",
        message = "approvedPlan is set once and cannot be changed; create another DatabaseSyncRun")
@RecordBuilder
public record DatabaseSyncRunSpec(
        @Required
        @Size(min = 1, max = 54)
        @JsonPropertyDescription("The DatabaseSync to run, by its name, in the same namespace.")
        String syncRef,

        @Required
        @JsonPropertyDescription(
                "Sync replaces the selected tables. Plan shows what a sync would do, and writes to neither database."
                        + " Verify compares the tables of both databases by checksum, and writes to neither. Rollback puts"
                        + " back the tables that the newest run replaced.")
        @Nullable
        Operation operation,

        @Size(max = DatabaseSyncRunSpec.MAX_REASON)
        @JsonPropertyDescription("Why the run was asked for. The target's history shows it after the run's name.")
        @Nullable
        String reason,

        @Size(max = DatabaseSyncRunSpec.MAX_REASON)
        @JsonPropertyDescription(
                "Who or what asked for the run: a person, schedule, trigger or operator. It is shown as it was said;"
                        + " nothing checks it.")
        @Nullable
        String requestedBy,

        @JsonPropertyDescription("Set it to true to stop the run. The target stays as it was. Cannot be taken back.")
        @Nullable
        Boolean cancel,

        @Size(min = 12, max = 64)
        @Pattern("^[0-9a-f]+$")
        @JsonPropertyDescription(
                "Approves the plan in status.plan: its hash, or at least the first 12 digits. The run does exactly"
                        + " that plan, or nothing. Cannot be changed once it is set.")
        @Nullable
        String approvedPlan,

        @JsonPropertyDescription(
                "The sync's spec when the operator accepted the run. Leave it out: the operator fills it in. A run"
                        + " whose template differs from the sync's spec is refused.")
        @Nullable
        DatabaseSyncSpec template)
        implements DatabaseSyncRunSpecBuilder.With {

    public static final int MAX_REASON = 253;

    /// A run of a sync, with defaults in all other fields.
    public static DatabaseSyncRunSpec of(String syncRef, Operation operation) {
        return new DatabaseSyncRunSpec(syncRef, operation, null, null, null, null, null);
    }

    /// Who asked for the run, and why: `ada: before the release`. Null if the run says neither.
    public @Nullable String asked() {
        String asked = Stream.of(requestedBy, reason)
                .filter(text -> text != null && !text.isBlank())
                .map(text -> Objects.requireNonNull(text).strip())
                .collect(Collectors.joining(": "));
        return asked.isEmpty() ? null : asked;
    }

    /// Whether somebody asked to stop the run.
    public boolean cancelled() {
        return Boolean.TRUE.equals(cancel);
    }
}
