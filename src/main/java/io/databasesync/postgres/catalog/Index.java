package io.databasesync.postgres.catalog;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An index, and the constraint behind which it stands, if any.
///
/// @param definition from `USING` on
/// @param keyColumns by which it orders, without those that it includes; none for expressions
/// @param statisticsTargets what `ALTER INDEX` makes of its columns
/// @param bytes its size, which tells how long building it takes
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
        long bytes,
        @Nullable String comment,
        @Nullable Constraint constraint)
        implements IndexBuilder.With {

    /// Whether it is built by itself: the index of an exclusion constraint comes with the constraint.
    public boolean alone() {
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
    /// @param partitioned whether its table is: `USING INDEX` is not for those
    public record Constraint(
            String name,
            String type,
            String definition,
            boolean deferrable,
            boolean deferred,
            boolean withoutOverlaps,
            boolean partitioned,
            @Nullable String comment) {

        /// Whether it can be made from a unique index that is there already.
        public boolean fromIndex() {
            return !"x".equals(type) && !withoutOverlaps && !partitioned;
        }
    }
}
