package io.databasesync.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.databasesync.sync.DatabaseIdentity;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/// [DatabaseIdentity] as the CRD has it, with limits of length.
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

    public static Identity of(DatabaseIdentity identity) {
        return new Identity(identity.systemIdentifier(), identity.databaseOid(), identity.database());
    }

    public DatabaseIdentity value() {
        return new DatabaseIdentity(systemIdentifier, databaseOid, database);
    }
}
