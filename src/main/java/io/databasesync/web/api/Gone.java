package io.databasesync.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/// An object was deleted, or is out of the caller's sight.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Gone(
        @JsonPropertyDescription("Sync or Run.") Kind kind,
        @JsonPropertyDescription("The namespace.") String namespace,

        @JsonPropertyDescription("The name. Absent if all objects of the namespace are gone.") @Nullable
        String name) {}
