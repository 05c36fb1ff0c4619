package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;

/// A column whose values contain rows of another table or of a view.
///
/// @param of the table or view whose row type it is
public record RowTypeUse(TableName table, String column, TableName of) {}
