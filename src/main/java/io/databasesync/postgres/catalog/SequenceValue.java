package io.databasesync.postgres.catalog;

/// The position of a sequence, as `setval` takes it.
public record SequenceValue(long lastValue, boolean called) {}
