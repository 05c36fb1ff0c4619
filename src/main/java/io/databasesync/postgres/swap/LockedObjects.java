package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.sync.TableName;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;

/// The objects that a swap locks before it changes anything.
///
/// @param tables tables that move, by OID
/// @param filled tables that stay and are emptied
/// @param views OIDs of the materialized and other views that move with them
/// @param outside foreign keys between them and tables that stay, which are dropped
/// @param sequences sequences of our role that are set; `nextval` waits then
record LockedObjects(
        SortedMap<Long, TableName> tables,
        Collection<TableDefinition> filled,
        Collection<Long> views,
        Collection<ForeignKey> outside,
        Collection<TableName> sequences) {
    /// Names of the tables that are replaced, partitions of those that stay included.
    Set<TableName> names() {
        Set<TableName> names = new HashSet<>(tables.values());
        filled.forEach(table -> names.addAll(table.names()));
        return names;
    }
}
