package io.databasesync.postgres.catalog;

import org.jspecify.annotations.Nullable;

/// A type that is not PostgreSQL's own.
///
/// @param definition what follows the name in `CREATE TYPE` or `CREATE DOMAIN`; absent if only its extension can make
/// it
public record UserType(
        String schema,
        String name,
        boolean domain,
        @Nullable String extension,
        @Nullable String extensionSchema,
        @Nullable String definition,
        @Nullable String comment) {

    public String createStatement() {
        return "create " + (domain ? "domain " : "type ") + Sql.qualified(schema, name) + " " + definition;
    }
}
