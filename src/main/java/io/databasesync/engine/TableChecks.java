package io.databasesync.engine;

import io.databasesync.postgres.catalog.Sql;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;

/// What one table must be for a sync to take it.
final class TableChecks {
    private TableChecks() {}

    static SyncException missingPrivilege(String role, String what, String grant) {
        return new SyncException(
                Reason.PrivilegeMissing,
                "role %s may not %s (SQLSTATE 42501); run: %s TO %s".formatted(role, what, grant, Sql.readable(role)));
    }

    /// @throws SyncException `UnsupportedTable`
    static void supported(Table table, String side) {
        String found = unsupported(table);
        if (!found.isEmpty()) {
            throw new SyncException(
                    Reason.UnsupportedTable,
                    "%s is %s on the %s; exclude it with tables.exclude: [\"%s\"]"
                            .formatted(table.name(), found, side, table.name()));
        }
    }

    private static String unsupported(Table table) {
        if ("p".equals(table.kind())) {
            return "a partitioned table";
        }
        if ("f".equals(table.kind())) {
            return "a foreign table";
        }
        if (table.partition()) {
            return "a partition";
        }
        if (table.inherits()) {
            return "part of an inheritance tree";
        }
        if (table.typed()) {
            return "a typed table";
        }
        return table.extension() == null ? "" : "owned by extension " + table.extension();
    }

    /// @throws SyncException `PrivilegeMissing`
    static void readable(Table table, String role) {
        if (!table.maySelect()) {
            throw new SyncException(
                    Reason.PrivilegeMissing,
                    "role %s may not SELECT %s on the source (SQLSTATE 42501); run: GRANT SELECT ON %s TO %s"
                            .formatted(role, table.name(), Sql.readable(table.name()), Sql.readable(role)));
        }
    }

    /// Policies would leave rows out in silence.
    ///
    /// @throws SyncException `PrivilegeMissing`
    static void complete(Table table, String role) {
        if (table.rowsHidden()) {
            throw new SyncException(
                    Reason.PrivilegeMissing,
                    "row-level security hides rows of %s on the source from role %s; run: ALTER ROLE %s BYPASSRLS"
                            .formatted(table.name(), role, Sql.readable(role)));
        }
    }

    /// @throws SyncException `PrivilegeMissing`
    static void replaceable(Table table, String role) {
        if (!table.mayOwn()) {
            throw new SyncException(
                    Reason.PrivilegeMissing,
                    "role %s is not the owner of %s on the target, so it cannot be replaced (SQLSTATE 42501); run: GRANT %s TO %s"
                            .formatted(role, table.name(), Sql.readable(table.owner()), Sql.readable(role)));
        }
    }
}
