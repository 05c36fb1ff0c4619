package io.databasesync.web.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/// One of the two databases of a sync. It never contains a login.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Endpoint(
        @JsonPropertyDescription("Hosts and ports, as far as the sync says them.") @Nullable
        String host,

        @JsonPropertyDescription("The database's name: from the spec, or as a run found it.") @Nullable
        String database,

        @JsonPropertyDescription("The environment of the database: production, or another word of its owners.")
        @Nullable
        String environment,

        @JsonPropertyDescription("Whether every run that would replace tables here is refused.")
        boolean readOnly,

        @JsonPropertyDescription("Whether runs replace tables of this database.")
        boolean replaced) {}
