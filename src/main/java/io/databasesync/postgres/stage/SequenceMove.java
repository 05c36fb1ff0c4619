package io.databasesync.postgres.stage;

import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.SequenceValue;
import io.databasesync.postgres.definition.RunTable;
import java.util.Optional;

/// The position that a sequence of a table has to get.
///
/// @param value of the source, if it has the sequence and our role may read it
public record SequenceMove(RunTable table, Sequence sequence, Optional<SequenceValue> value) {}
