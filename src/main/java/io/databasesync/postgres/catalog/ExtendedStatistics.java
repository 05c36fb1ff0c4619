package io.databasesync.postgres.catalog;

import org.jspecify.annotations.Nullable;

/// Extended statistics. The definition stands between their name and the table's name.
public record ExtendedStatistics(
        String schema,
        String name,
        String definition,
        @Nullable Integer target,
        @Nullable String comment) {}
