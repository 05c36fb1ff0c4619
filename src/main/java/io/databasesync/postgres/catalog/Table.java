package io.databasesync.postgres.catalog;

import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.TableName;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A table in full, as `list_tables` reads it.
///
/// @param kind `pg_class.relkind`: `r` table, `p` partitioned, `f` foreign
/// @param bytes heap and TOAST
/// @param rowsHidden whether row-level security applies to our role
/// @param mayIndex whether our role may drop its indexes and build them again
/// @param ownerMayCreate whether its schema is no hindrance to giving a table in it to its owner
/// @param maySetOwner whether our role, if it is a member of the owner, may make it the owner of a table
/// @param ancestors OIDs of the partitioned tables whose partition it is
/// @param replicaIdentity `d` default, `n` nothing, `f` full, `i` index
@RecordBuilder
public record Table(
        long oid,
        TableName name,
        String kind,
        boolean unlogged,
        boolean partition,
        boolean inherits,
        Tree tree,
        String accessMethod,
        long estimatedRows,
        long bytes,
        boolean rowsHidden,
        List<String> options,
        String tablespace,
        String owner,
        String replicaIdentity,
        @Nullable String comment,
        boolean mayUseSchema,
        boolean maySelect,
        boolean mayInsert,
        boolean mayTruncate,
        boolean mayOwn,
        boolean mayIndex,
        boolean ownerMayCreate,
        boolean maySetOwner,
        List<Long> ancestors,
        @Nullable String extension)
        implements TableBuilder.With {

    /// How it hangs together with others.
    ///
    /// @param ofType the type of a typed table, as SQL spells it
    /// @param parents of a partition, or of a table that inherits
    /// @param key what follows `partition by`; empty if it is not partitioned
    /// @param bound of a partition: `FOR VALUES …`; else empty
    public record Tree(@Nullable String ofType, List<TableName> parents, String key, String bound) {
        public static final Tree NONE = new Tree(null, List.of(), "", "");

        /// Whether it is the partition for what belongs to no other.
        public boolean isDefault() {
            return "DEFAULT".equals(bound);
        }
    }

    /// What its DDL says of the table as a whole, by what that is called. An index that is the replica identity is the
    /// index's matter.
    public Map<String, String> definition() {
        return Map.of(
                "persistence",
                unlogged ? "unlogged" : "logged",
                "access method",
                accessMethod,
                "storage parameter list",
                String.join(", ", options),
                "tablespace",
                tablespace,
                "replica identity",
                "i".equals(replicaIdentity) ? "d" : replicaIdentity,
                "comment",
                Objects.requireNonNullElse(comment, ""));
    }

    public boolean typed() {
        return tree.ofType() != null;
    }

    /// The same table as a member of its tree: what is in its partitions is theirs.
    Table alone() {
        return withEstimatedRows(0).withBytes(0);
    }

    /// What follows `from` for its rows, those of its partitions included, and no others.
    public String rows() {
        return (partitioned() ? "" : "only ") + Sql.qualified(name);
    }

    /// A table that has no rows but those of its partitions.
    public boolean partitioned() {
        return "p".equals(kind);
    }
}
