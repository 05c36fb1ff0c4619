package io.databasesync.postgres.catalog;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An index, and its constraint, if it has one.
///
/// @param definition from `USING` on
/// @param keyColumns the columns that order it, without included columns; empty for expressions
/// @param statisticsTargets as `ALTER INDEX` sets them on its columns
/// @param attachedTo the index of the partitioned table that it is a partition of
/// @param bytes its size, from which the build time is estimated
@RecordBuilder
public record Index(
        String name,
        String accessMethod,
        boolean unique,
        boolean valid,
        boolean clustered,
        boolean replicaIdentity,
        String definition,
        List<String> keyColumns,
        List<String> statisticsTargets,
        String tablespace,
        @Nullable String attachedTo,
        long bytes,
        @Nullable String comment,
        @Nullable Constraint constraint)
        implements IndexBuilder.With {

    /// Whether it is built separately: the index of an exclusion constraint comes with the constraint.
    public boolean separate() {
        return constraint == null || constraint.fromIndex();
    }

    Index withoutSize() {
        return withBytes(0);
    }

    public Index withoutSizeAndValidity() {
        return withBytes(0).withValid(true);
    }

    /// @param type `p` primary key, `u` unique, `x` exclusion
    /// @param withoutOverlaps a temporal key (PostgreSQL 18), which is made like an exclusion constraint
    /// @param partitioned whether its table is partitioned: `USING INDEX` does not work there
    public record Constraint(
            String name,
            String type,
            String definition,
            boolean deferrable,
            boolean deferred,
            boolean withoutOverlaps,
            boolean partitioned,
            @Nullable String comment) {

        /// Whether it can be made from an existing unique index.
        public boolean fromIndex() {
            return !"x".equals(type) && !withoutOverlaps && !partitioned;
        }
    }
}
