package io.databasesync.postgres.catalog;

import org.jspecify.annotations.Nullable;

/// A `CHECK` constraint. Its definition includes `NOT VALID`.
///
/// @param local whether the table itself defines it, not only a parent
public record Check(
        String name,
        String definition,
        boolean validated,
        boolean local,
        @Nullable String comment) {

    /// Whether the server checks new rows; since PostgreSQL 18, `NOT ENFORCED` says that it does not.
    public boolean enforced() {
        return !definition.endsWith(" NOT ENFORCED");
    }
}
