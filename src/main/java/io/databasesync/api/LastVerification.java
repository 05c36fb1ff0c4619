package io.databasesync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The last Verify run of a sync that could compare both databases.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LastVerification(
        @JsonPropertyDescription("The DatabaseSyncRun's name.") @Nullable
        String name,

        @JsonPropertyDescription("Whether both databases were equal.")
        boolean equal,

        @JsonPropertyDescription("When the run ended.") @Nullable
        Instant finishedAt,

        @JsonPropertyDescription("A sentence that says what was compared, or what differs.") @Nullable
        String message) {}
