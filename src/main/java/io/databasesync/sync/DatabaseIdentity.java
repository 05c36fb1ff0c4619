package io.databasesync.sync;

import org.jspecify.annotations.Nullable;

/// The identity of a database on a server. It does not depend on the database's name or address.
///
/// @param systemIdentifier of the cluster, from `initdb`; absent if our role may not read it
/// @param databaseOid of the database within its cluster
/// @param database its name, for people; it may be renamed
public record DatabaseIdentity(@Nullable String systemIdentifier, long databaseOid, String database) {

    /// Whether the database found now is the pinned one. A pin with a system identifier never matches a database
    /// without one: a revoked right must not disable the guard. A pin without one compares OID and name.
    public boolean isMetBy(DatabaseIdentity found) {
        if (databaseOid != found.databaseOid) {
            return false;
        }
        return systemIdentifier == null
                ? database.equals(found.database)
                : systemIdentifier.equals(found.systemIdentifier);
    }

    /// For messages: `kb (OID 16384, system identifier 7312…)`.
    @Override
    public String toString() {
        return "%s (OID %d, system identifier %s)"
                .formatted(database, databaseOid, systemIdentifier == null ? "not readable" : systemIdentifier);
    }
}
