package io.databasesync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the clock knows of the schedule of a sync.
///
/// @param of the cron expression and time zone that `since` belongs to: another schedule counts from its own start
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScheduleStatus(
        @JsonPropertyDescription("The cron expression and the time zone in use.") @Nullable
        String of,

        @JsonPropertyDescription("Times up to here are over: their runs were started or left out.") @Nullable
        Instant since,

        @JsonPropertyDescription("The last time that was left out.") @Nullable
        Skipped lastSkipped) {

    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Skipped(
            @JsonPropertyDescription("The time of spec.schedule.") @Nullable
            Instant time,

            @JsonPropertyDescription("Why no run was started, in one word.") @Nullable
            String reason,

            @JsonPropertyDescription("The same as a sentence.") @Nullable
            String message) {}
}
