package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.Partition;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.NewerFeatures;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Set;

/// Checks that a sync can copy one table.
public final class TableCheck {
    private TableCheck() {}

    static SyncException missingPrivilege(String role, String what, String grant) {
        return new SyncException(
                Reason.PrivilegeMissing,
                "role %s may not %s (SQLSTATE 42501); run: %s TO %s".formatted(role, what, grant, Sql.readable(role)));
    }

    /// @throws SyncException `UnsupportedTable`
    public static void supported(Table table, String side) {
        String found = unsupported(table);
        if (!found.isEmpty()) {
            throw new SyncException(
                    Reason.UnsupportedTable,
                    "%s is %s on the %s; exclude it with tables.exclude: [\"%s\"]"
                            .formatted(table.name(), found, side, table.name()));
        }
    }

    /// Checks that a table of the target has no partition whose rows are elsewhere.
    ///
    /// @throws SyncException `UnsupportedTable`
    public static void ownPartitions(TableDefinition shape) {
        for (Partition partition : shape.partitions()) {
            if ("f".equals(partition.kind())) {
                throw new SyncException(
                        Reason.UnsupportedTable,
                        "partition %s of %s is a foreign table on the target; exclude %s with tables.exclude: [\"%s\"]"
                                .formatted(partition.name(), shape.name(), shape.name(), shape.name()));
            }
        }
    }

    private static String unsupported(Table table) {
        if ("f".equals(table.kind())) {
            return "a foreign table";
        }
        return table.extension() == null ? "" : "owned by extension " + table.extension();
    }

    /// Checks that a table like this one of the source can be created.
    ///
    /// @param selected every table of the run
    /// @throws SyncException `UnsupportedTable`
    public static void creatable(Table table, Set<TableName> selected) {
        for (TableName parent : table.tree().parents()) {
            if (!selected.contains(parent)) {
                throw new SyncException(
                        Reason.UnsupportedTable,
                        "the target lacks %s, which %s %s on the source, and that is not selected; select %s too, or exclude it with tables.exclude: [\"%s\"]"
                                .formatted(
                                        table.name(),
                                        table.partition() ? "is a partition of" : "inherits from",
                                        parent,
                                        parent,
                                        table.name()));
            }
        }
    }

    /// Checks that a server supports all features of a new table.
    ///
    /// @throws SyncException `UnsupportedTable`
    public static void knownTo(int major, TableDefinition source) {
        List<String> lacking = NewerFeatures.lacking(source, major);
        if (!lacking.isEmpty()) {
            throw new SyncException(
                    Reason.UnsupportedTable,
                    "%s cannot be created on the target, which is PostgreSQL %d: %s; create it there by hand without that, or exclude it with tables.exclude: [\"%s\"]"
                            .formatted(source.name(), major, String.join(", ", lacking), source.name()));
        }
    }

    /// Checks that our role can read all rows of a table: policies would hide rows without an error.
    ///
    /// @throws SyncException `PrivilegeMissing`
    public static void readable(Table table, String side, String role) {
        if (!table.mayUseSchema()) {
            throw missingPrivilege(
                    role,
                    "use schema %s, which has %s, on the %s"
                            .formatted(table.name().schema(), table.name(), side),
                    "GRANT USAGE ON SCHEMA " + Sql.readable(table.name().schema()));
        }
        if (!table.maySelect()) {
            throw new SyncException(
                    Reason.PrivilegeMissing,
                    "role %s may not SELECT %s on the %s (SQLSTATE 42501); run: GRANT SELECT ON %s TO %s"
                            .formatted(role, table.name(), side, Sql.readable(table.name()), Sql.readable(role)));
        }
        if (table.rowsHidden()) {
            throw new SyncException(
                    Reason.PrivilegeMissing,
                    "row-level security hides rows of %s on the %s from role %s; run: ALTER ROLE %s BYPASSRLS"
                            .formatted(table.name(), side, role, Sql.readable(role)));
        }
    }

    /// Checks that our role may move a table away and give the new table to the same owner.
    ///
    /// @throws SyncException `PrivilegeMissing`
    static void replaceable(Table table, String role) {
        movable(table, role);
        if (!table.ownerMayCreate()) {
            throw new SyncException(
                    Reason.PrivilegeMissing,
                    "%s belongs to %s on the target, which may not have new tables in schema %s, so it cannot be given what replaces it (SQLSTATE 42501); run: GRANT CREATE ON SCHEMA %s TO %s"
                            .formatted(
                                    table.name(),
                                    table.owner(),
                                    table.name().schema(),
                                    Sql.readable(table.name().schema()),
                                    Sql.readable(table.owner())));
        }
        ownable(table, role);
    }

    /// Checks that our role may give a table to the owner of this one; our role is a member of the owner.
    ///
    /// @throws SyncException `PrivilegeMissing`
    public static void ownable(Table table, String role) {
        if (!table.maySetOwner()) {
            throw new SyncException(
                    Reason.PrivilegeMissing,
                    "role %s may not give what replaces %s to its owner %s on the target (SQLSTATE 42501); run: GRANT %s TO %s WITH SET TRUE"
                            .formatted(
                                    role,
                                    table.name(),
                                    table.owner(),
                                    Sql.readable(table.owner()),
                                    Sql.readable(role)));
        }
    }

    /// @throws SyncException `PrivilegeMissing`
    public static void movable(Table table, String role) {
        if (!table.mayOwn()) {
            throw new SyncException(
                    Reason.PrivilegeMissing,
                    "role %s is not the owner of %s on the target, so it cannot be replaced (SQLSTATE 42501); run: GRANT %s TO %s"
                            .formatted(role, table.name(), Sql.readable(table.owner()), Sql.readable(role)));
        }
    }
}
