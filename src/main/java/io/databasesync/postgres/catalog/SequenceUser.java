package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;

/// A column that owns or uses a sequence, or another object that does.
///
/// @param sequence OID of the sequence
/// @param table OID of the column's table, 0 for another object
/// @param name of the table, or a description of the object
/// @param draws whether the values of the column are the sequence's, and our role may read them
public record SequenceUser(long sequence, long table, TableName name, String column, boolean draws) {}
