package io.databasesync.postgres.swap;

import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.sync.TableName;
import java.util.Collection;
import java.util.SortedMap;

/// The objects that a swap locks before it changes anything.
///
/// @param tables tables that move, by OID
/// @param views OIDs of the materialized and other views that move with them
/// @param outside foreign keys between them and tables that stay, which are dropped
/// @param sequences sequences of our role that are set; `nextval` waits then
record LockedObjects(
        SortedMap<Long, TableName> tables,
        Collection<Long> views,
        Collection<ForeignKey> outside,
        Collection<TableName> sequences) {}
