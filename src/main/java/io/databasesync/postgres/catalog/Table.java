package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What `list_tables` says of a table.
///
/// @param kind `pg_class.relkind`: `r` table, `p` partitioned, `f` foreign
/// @param bytes heap and TOAST
/// @param rowsHidden whether row-level security applies to our role
/// @param replicaIdentity `d` default, `n` nothing, `f` full, `i` index
public record Table(
        long oid,
        TableName name,
        String kind,
        boolean unlogged,
        boolean partition,
        boolean inherits,
        boolean typed,
        String accessMethod,
        long estimatedRows,
        long bytes,
        boolean rowsHidden,
        List<String> options,
        String tablespace,
        String owner,
        String replicaIdentity,
        @Nullable String comment,
        boolean maySelect,
        boolean mayOwn,
        @Nullable String extension) {}
