package io.databasesync.postgres.catalog;

import io.databasesync.postgres.session.Sql;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A column as the catalogs describe it.
///
/// @param type as DDL spells it, with its schema
/// @param comparableType the same without the schema of an extension: `vector(1536)` is the same in
/// every schema of pgvector
/// @param leaf the type without domains and arrays
/// @param local whether the table itself defines it, not only a parent
/// @param notNullConstraint where the server has one (PostgreSQL 18)
/// @param defaultExpression default or generation expression
/// @param generated `s` stored, `v` virtual, empty if not
/// @param identity `a` always, `d` by default, empty if not
/// @param storage if it differs from the type's default: `p`, `e`, `m` or `x`
/// @param compression `p` pglz, `l` lz4, absent for the server's default
@RecordBuilder
public record Column(
        String name,
        String type,
        String comparableType,
        LeafType leaf,
        boolean local,
        boolean notNull,
        @Nullable NotNull notNullConstraint,
        @Nullable String defaultExpression,
        String generated,
        String identity,
        @Nullable String collation,
        @Nullable String storage,
        @Nullable String compression,
        @Nullable Integer statisticsTarget,
        List<String> options,
        @Nullable String comment)
        implements ColumnBuilder.With {

    /// @param kind `pg_type.typtype`: `b` base, `c` composite, `e` enum, `r` range, `m` multirange
    /// @param hasBinary whether it can be sent and received in binary
    public record LeafType(
            String schema,
            String name,
            String kind,
            boolean inArray,
            boolean hasBinary,
            @Nullable String extension,
            List<String> enumLabels) {}

    /// The constraint of a `NOT NULL` column.
    ///
    /// @param local whether the table itself defines it, not only a parent
    public record NotNull(
            String name,
            boolean local,
            boolean noInherit,
            boolean validated,
            @Nullable String comment) {
        public String definition() {
            return "constraint " + Sql.identifier(name) + " not null";
        }
    }

    /// Whether `COPY` may give it values.
    public boolean writable() {
        return generated.isEmpty();
    }
}
