package io.databasesync.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/// An error, as RFC 9457 has it.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        @JsonPropertyDescription("urn:databasesync:reason:REASON, or about:blank.")
        String type,

        @JsonPropertyDescription("The reason, or what the status means.")
        String title,

        @JsonPropertyDescription("The status.") int status,

        @JsonPropertyDescription("What happened, on which object.")
        String detail,

        @JsonPropertyDescription("The path of the request.") String instance,

        @JsonPropertyDescription("The reason, one of docs/reasons.md.") @Nullable
        String reason,

        @JsonPropertyDescription("The field or header that the request has to change.") @Nullable
        String field,

        @JsonPropertyDescription("What to do.") @Nullable String fix,

        @JsonPropertyDescription("The run that is in the way.") @Nullable
        String run) {}
