package io.databasesync.postgres.definition;

import io.databasesync.sync.TableName;

/// A column of the target that a statement of a drift message changes.
///
/// @param drops whether the statement drops it; otherwise it gets another type
public record ColumnChange(TableName table, String column, boolean drops) {}
