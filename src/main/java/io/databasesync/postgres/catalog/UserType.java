package io.databasesync.postgres.catalog;

import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A type that is not built into PostgreSQL.
///
/// @param kind `pg_type.typtype`: `e` enum, `d` domain, `c` composite, `r` range, `b` base
/// @param spelled its name as the catalogs spell it
/// @param definition the text after the name in `CREATE TYPE` or `CREATE DOMAIN`; absent if only its
/// extension can make it
/// @param labels of an enum
/// @param comparable the base type of a domain, or the subtype of a range
/// @param notNull of a domain
/// @param parts attributes of a composite type in their order, checks of a domain by name
/// @param additions statements that follow its own: comments of its parts, and constraints that are not valid
public record UserType(
        long oid,
        String schema,
        String name,
        String kind,
        String spelled,
        @Nullable String extension,
        @Nullable String extensionSchema,
        @Nullable String definition,
        @Nullable String comment,
        List<String> labels,
        @Nullable String comparable,
        boolean notNull,
        List<Part> parts,
        List<String> additions) {

    /// An attribute, or a check.
    ///
    /// @param comparable the definition without the schemas of extensions
    public record Part(String name, String definition, String comparable) {}

    /// Its name, in the form of a table's name.
    public TableName qualified() {
        return new TableName(schema, name);
    }

    public boolean domain() {
        return "d".equals(kind);
    }

    public String createStatement() {
        return "create " + (domain() ? "domain " : "type ") + Sql.qualified(schema, name) + " " + definition;
    }
}
