package io.databasesync.postgres.catalog;

/// Where a sequence stands: what `setval` takes.
public record SequenceValue(long lastValue, boolean called) {}
