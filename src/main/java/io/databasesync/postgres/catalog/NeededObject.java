package io.databasesync.postgres.catalog;

import org.jspecify.annotations.Nullable;

/// What a definition of the source names and a run does not make.
///
/// @param kind as PostgreSQL calls it: `function`, `operator class`, `tablespace`
/// @param identity what tells it from others of its kind: `public.f(integer)`
/// @param schema empty if it is in none
/// @param usedBy a table or type that names it
/// @param statement what makes it, as far as that is one statement without a body
/// @param extension to which it belongs
/// @param extensionSchema where that is on the source
public record NeededObject(
        String kind,
        String identity,
        String schema,
        String name,
        String usedBy,
        @Nullable String statement,
        @Nullable String extension,
        @Nullable String extensionSchema) {}
