package io.databasesync.sync;

import org.jspecify.annotations.Nullable;

/// Which database of which server, whatever it is called and however it is reached.
///
/// @param systemIdentifier of the cluster, from `initdb`; absent where our role may not read it
/// @param databaseOid of the database within its cluster
/// @param database its name, for people; it may be renamed
public record DatabaseIdentity(@Nullable String systemIdentifier, long databaseOid, String database) {

    /// Whether what was found now is what is pinned here. A pin with a system identifier is never met
    /// without one: a right that was taken away must not switch the guard off. A pin without one goes by
    /// OID and name.
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
