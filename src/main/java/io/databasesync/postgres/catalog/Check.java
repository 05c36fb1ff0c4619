package io.databasesync.postgres.catalog;

import io.databasesync.postgres.session.Sql;
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

    /// The statement that checks the rows of a table which has this check as `NOT VALID`.
    public String validate(String table) {
        return "alter table " + table + " validate constraint " + Sql.identifier(name);
    }

    /// The same check, added without looking at the rows that are there.
    public Check notValid() {
        return new Check(name, definition + " NOT VALID", false, local, comment);
    }
}
