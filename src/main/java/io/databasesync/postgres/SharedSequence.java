package io.databasesync.postgres;

import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.SequenceValue;
import io.databasesync.sync.TableName;

/// A sequence that stays where it is when a table that uses it is replaced.
///
/// @param value what it has to reach
public record SharedSequence(TableName table, Sequence sequence, SequenceValue value) {}
