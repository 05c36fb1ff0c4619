package io.databasesync.postgres.catalog;

import org.jspecify.annotations.Nullable;

/// A `CHECK` constraint; its definition says `NOT VALID` itself.
public record Check(
        String name,
        String definition,
        boolean validated,
        @Nullable String comment) {}
