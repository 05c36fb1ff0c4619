package io.databasesync.postgres.catalog;

import org.jspecify.annotations.Nullable;

/// A `CHECK` constraint; its definition says `NOT VALID` itself.
///
/// @param local whether the table has it of its own, and not only from a parent
public record Check(
        String name,
        String definition,
        boolean validated,
        boolean local,
        @Nullable String comment) {}
