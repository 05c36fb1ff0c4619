package io.databasesync.postgres.catalog;

import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.TableName;

/// A trigger that `TRUNCATE` or `COPY` would fire.
///
/// @param partitioned whether its table is partitioned, so that partitions have it too
/// @param always whether it fires for replicated rows too
/// @param mayAlter whether our role may disable it
/// @param owner of its table
public record Trigger(
        TableName table, boolean partitioned, String name, boolean always, boolean mayAlter, String owner) {

    /// @param only whether triggers of partitions have their own state
    public String disable(boolean only) {
        return alter(only) + "disable trigger " + Sql.identifier(name);
    }

    /// Restores its earlier state.
    public String enable(boolean only) {
        return alter(only) + "enable " + (always ? "always " : "") + "trigger " + Sql.identifier(name);
    }

    private String alter(boolean only) {
        return "alter table " + (only || !partitioned ? "only " : "") + Sql.qualified(table) + " ";
    }
}
