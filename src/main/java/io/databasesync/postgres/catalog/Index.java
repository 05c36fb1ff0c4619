package io.databasesync.postgres.catalog;

import org.jspecify.annotations.Nullable;

/// An index, and the constraint behind which it stands, if any.
///
/// @param definition from `USING` on
/// @param bytes its size, which tells how long building it takes
public record Index(
        String name,
        String accessMethod,
        boolean unique,
        boolean valid,
        boolean clustered,
        boolean replicaIdentity,
        String definition,
        String tablespace,
        long bytes,
        @Nullable String comment,
        @Nullable Constraint constraint) {

    Index withoutSize() {
        return new Index(
                name,
                accessMethod,
                unique,
                valid,
                clustered,
                replicaIdentity,
                definition,
                tablespace,
                0,
                comment,
                constraint);
    }

    /// @param type `p` primary key, `u` unique, `x` exclusion
    /// @param withoutOverlaps a temporal key (PostgreSQL 18), which is made like an exclusion constraint
    public record Constraint(
            String name,
            String type,
            String definition,
            boolean deferrable,
            boolean deferred,
            boolean withoutOverlaps,
            @Nullable String comment) {

        /// Whether it can be made from a unique index that is there already.
        public boolean fromIndex() {
            return !"x".equals(type) && !withoutOverlaps;
        }
    }
}
