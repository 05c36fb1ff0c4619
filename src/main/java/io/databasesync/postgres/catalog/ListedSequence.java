package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;

/// A sequence of a database.
///
/// @param ownedBy OID of the table that owns it; 0 if no table owns it
/// @param ofExtension whether an extension has made it
public record ListedSequence(long oid, long ownedBy, boolean ofExtension, Sequence sequence) {
    public TableName name() {
        return sequence.qualified();
    }
}
