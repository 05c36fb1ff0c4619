package io.databasesync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/// Which database of which server, whatever it is called.
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Identity(
        @Size(max = 32)
        @JsonPropertyDescription("The server's system identifier, set by initdb. Absent if the role cannot execute"
                + " pg_control_system().")
        @Nullable
        String systemIdentifier,

        @JsonPropertyDescription("The database's OID.") long databaseOid,

        @Size(max = 63) @JsonPropertyDescription("The database's name.")
        String database) {

    /// For messages: `kb (OID 16384, system identifier 7312…)`.
    public String text() {
        return "%s (OID %d, system identifier %s)"
                .formatted(database, databaseOid, systemIdentifier == null ? "not readable" : systemIdentifier);
    }
}
