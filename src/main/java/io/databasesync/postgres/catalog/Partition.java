package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;

/// A member of the tree of a partitioned table: its root, a partition that has partitions itself, or a leaf.
///
/// @param kind `pg_class.relkind`
/// @param parent as SQL spells it; empty for the root
/// @param bound `FOR VALUES …`; empty for the root
/// @param key of its partitioning; empty for a leaf
public record Partition(
        long oid, TableName name, String kind, String parent, String bound, String key, boolean mayInsert) {

    public boolean leaf() {
        return key.isEmpty();
    }

    /// Whether the same rows belong to both.
    boolean same(Partition other) {
        return name.equals(other.name)
                && parent.equals(other.parent)
                && bound.equals(other.bound)
                && key.equals(other.key);
    }
}
