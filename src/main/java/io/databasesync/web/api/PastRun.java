package io.databasesync.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.databasesync.sync.Operation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A run that has ended, as the history shows it.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PastRun(
        @JsonPropertyDescription("The run's name.") String name,

        @JsonPropertyDescription("What it did.") @Nullable Operation operation,

        @JsonPropertyDescription("Succeeded, Failed or Cancelled.") @Nullable
        String result,

        @JsonPropertyDescription("Why it failed, in one word.") @Nullable
        String reason,

        @JsonPropertyDescription("How it ended, and how to mend it.") @Nullable
        String message,

        @JsonPropertyDescription("Who or what asked for it, as the run says.") @Nullable
        String requestedBy,

        @JsonPropertyDescription("When it started.") @Nullable
        Instant startedAt,

        @JsonPropertyDescription("When it ended.") @Nullable Instant finishedAt,

        @JsonPropertyDescription("Rows of all tables that were replaced.") @Nullable
        Long rows,

        @JsonPropertyDescription("Bytes sent over the network.") @Nullable
        Long bytes,

        @JsonPropertyDescription("Whether the run still exists, so that its page can be opened.")
        boolean kept) {

    /// A run that can still be opened.
    public static PastRun of(RunView run) {
        return new PastRun(
                run.name(),
                run.operation(),
                run.result(),
                run.reason(),
                run.message(),
                run.requestedBy(),
                run.startedAt(),
                run.finishedAt(),
                run.rows(),
                run.bytes(),
                true);
    }
}
