package io.databasesync.postgres.catalog;

import org.jspecify.annotations.Nullable;

/// An object that a definition of the source names and a run does not make.
///
/// @param kind as PostgreSQL calls it: `function`, `operator class`, `tablespace`
/// @param identity distinguishes it from others of its kind: `public.f(integer)`
/// @param schema empty if it has none
/// @param usedBy a table or type that names it
/// @param extension that it belongs to
/// @param extensionSchema the schema of the extension on the source
public record NeededObject(
        String kind,
        String identity,
        String schema,
        String name,
        String usedBy,
        @Nullable String extension,
        @Nullable String extensionSchema) {}
