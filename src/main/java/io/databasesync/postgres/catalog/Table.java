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
/// @param ownerMayCreate whether the owner has CREATE on the schema, which ALTER TABLE ... OWNER TO requires
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

    /// The table's relations to its type, its parents and its partitions.
    ///
    /// @param ofType the type of a typed table, as SQL spells it
    /// @param parents of a partition, or of a table that inherits
    /// @param key the text after `partition by`; empty if it is not partitioned
    /// @param bound of a partition: `FOR VALUES …`; otherwise empty
    public record Tree(@Nullable String ofType, List<TableName> parents, String key, String bound) {
        public static final Tree NONE = new Tree(null, List.of(), "", "");

        /// Whether it is the default partition, for rows that belong to no other.
        public boolean isDefault() {
            return "DEFAULT".equals(bound);
        }
    }

    /// The properties of the whole table in its DDL, by name. The index itself records that it is
    /// the replica identity.
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

    /// The same table as a member of its tree: rows and bytes of its partitions count for them.
    Table asMember() {
        return withEstimatedRows(0).withBytes(0);
    }

    /// The text after `from` for exactly its rows, including those of its partitions.
    public String rows() {
        return (partitioned() ? "" : "only ") + Sql.qualified(name);
    }

    /// Whether the table has no rows except those of its partitions.
    public boolean partitioned() {
        return "p".equals(kind);
    }
}
