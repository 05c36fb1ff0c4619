package io.databasesync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/// The times at which the operator starts a run by itself.
@RecordBuilder
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "!self.cron.contains('TZ=')",
        message = "spec.schedule.cron must not hold a time zone; set spec.schedule.timeZone")
@ValidationRule(
        value = "self.cron.matches('^ *(@[a-z]+|[^ @]+( +[^ ]+){4}) *$')",
        message = "spec.schedule.cron must have five fields (minute, hour, day of month, month, day of week), for"
                + " example 30 2 * * *, or be a name such as @daily")
public record Schedule(
        @Required
        @Size(min = 1, max = 100)
        @JsonPropertyDescription(
                "When runs start: minute, hour, day of month, month, day of week, for example 30 2 * * *. Or one of"
                        + " @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually.")
        String cron,

        @Size(min = 1, max = 64)
        @JsonPropertyDescription("The time zone of cron, by its name: Europe/Vienna. Default: UTC.")
        @Nullable
        String timeZone,

        @Size(max = 32)
        @Pattern("^([0-9]+(ms|s|m|h))+$")
        @JsonPropertyDescription(
                "How late a run may start, for example after the operator was down. A run that would be later is left"
                        + " out. Of several missed runs only the last is made up for. Default: 1h.")
        @Nullable
        String startingDeadline,

        @JsonPropertyDescription(
                "What to do if another run of this sync is under way. Skip (default) leaves the new run out. Queue"
                        + " starts it when the other one has ended; at most one waits. Replace cancels a Sync run that"
                        + " is under way, and starts the new run when it has stopped. It never cancels a Rollback or Verify"
                        + " run.")
        @Nullable
        Overlap overlap,

        @Size(max = 32)
        @Pattern("^([0-9]+(ms|s|m|h))+$")
        @JsonPropertyDescription(
                "Runs start up to this much later than cron says, so that many syncs of one schedule do not start"
                        + " at once. Each sync has its own delay, always the same. Default: 0s.")
        @Nullable
        String jitter,

        @JsonPropertyDescription(
                "Whether the sync runs once as soon as it is created. Default: false: the clock or spec.trigger starts"
                        + " the first run.")
        @Nullable
        Boolean runOnCreate)
        implements ScheduleBuilder.With {

    /// What a run does whose time comes while another one is under way.
    public enum Overlap {
        Skip,
        Queue,
        Replace
    }

    /// A schedule with defaults in all other fields.
    public static Schedule of(String cron) {
        return new Schedule(cron, null, null, null, null, null);
    }
}
