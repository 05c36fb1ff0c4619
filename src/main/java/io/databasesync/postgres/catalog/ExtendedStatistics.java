package io.databasesync.postgres.catalog;

import org.jspecify.annotations.Nullable;

/// Extended statistics; the definition stands between its name and the table's.
public record ExtendedStatistics(
        String schema,
        String name,
        String definition,
        @Nullable Integer target,
        @Nullable String comment) {}
