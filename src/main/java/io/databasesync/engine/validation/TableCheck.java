package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.Partition;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.NewerFeatures;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.Side;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// Checks that a sync can copy one table.
public final class TableCheck {
    private TableCheck() {}

    static SyncException missingPrivilege(String role, String object, String what, String... grants) {
        return missingPrivilege(Side.Target, role, object, what, grants);
    }

    private static SyncException missingPrivilege(
            Side side, String role, String object, String what, String... grants) {
        String[] statements = Arrays.stream(grants)
                .map(grant -> "%s TO %s".formatted(grant, Sql.readable(role)))
                .toArray(String[]::new);
        return SyncException.of(
                Reason.PrivilegeMissing,
                object,
                "role %s may not %s (SQLSTATE 42501)".formatted(role, what),
                Fix.runOn(side, statements));
    }

    /// @throws SyncException `UnsupportedTable`
    public static void supported(Table table, Side side) {
        String found = unsupported(table);
        if (!found.isEmpty()) {
            throw SyncException.of(
                    Reason.UnsupportedTable,
                    "table " + table.name(),
                    "table %s is %s on the %s".formatted(table.name(), found, side),
                    Fix.exclude(table.name()));
        }
    }

    /// Checks that a sync can replace the rows of a table of the target: no partition of it is a foreign table.
    ///
    /// @throws SyncException `UnsupportedTable`
    public static void existing(TableDefinition definition) {
        supported(definition.table(), Side.Target);
        for (Partition partition : definition.partitions()) {
            if ("f".equals(partition.kind())) {
                throw SyncException.of(
                        Reason.UnsupportedTable,
                        "table " + definition.name(),
                        "partition %s of table %s is a foreign table on the target"
                                .formatted(partition.name(), definition.name()),
                        Fix.exclude(definition.name()));
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
                throw SyncException.of(
                        Reason.UnsupportedTable,
                        "table " + table.name(),
                        "the target lacks table %s, which %s %s on the source, and that table is not selected"
                                .formatted(
                                        table.name(),
                                        table.partition() ? "is a partition of" : "inherits from",
                                        parent),
                        Fix.advice("select %s too".formatted(parent)).or(Fix.exclude(table.name())));
            }
        }
    }

    /// Checks that a server supports all features of a new table.
    ///
    /// @throws SyncException `UnsupportedTable`
    public static void knownTo(int major, TableDefinition source) {
        List<String> lacking = NewerFeatures.lacking(source, major);
        if (!lacking.isEmpty()) {
            throw SyncException.of(
                    Reason.UnsupportedTable,
                    "table " + source.name(),
                    "table %s cannot be created on the target, which is PostgreSQL %d: %s"
                            .formatted(source.name(), major, String.join(", ", lacking)),
                    Fix.advice("create it there by hand without that").or(Fix.exclude(source.name())));
        }
    }

    /// Checks that our role can read all rows of a table: policies would hide rows without an error.
    ///
    /// @throws SyncException `PrivilegeMissing`
    public static void readable(Table table, Side side, String role) {
        if (!table.mayUseSchema()) {
            throw missingPrivilege(
                    side,
                    role,
                    "schema " + table.name().schema(),
                    "use schema %s, which has %s, on the %s"
                            .formatted(table.name().schema(), table.name(), side),
                    "GRANT USAGE ON SCHEMA " + Sql.readable(table.name().schema()));
        }
        if (!table.maySelect()) {
            throw missingPrivilege(
                    side,
                    role,
                    "table " + table.name(),
                    "SELECT table %s on the %s".formatted(table.name(), side),
                    "GRANT SELECT ON " + Sql.readable(table.name()));
        }
        if (table.rowsHidden()) {
            throw SyncException.of(
                    Reason.PrivilegeMissing,
                    "table " + table.name(),
                    "row-level security hides rows of table %s on the %s from role %s"
                            .formatted(table.name(), side, role),
                    Fix.runOn(side, "ALTER ROLE %s BYPASSRLS".formatted(Sql.readable(role))));
        }
    }

    /// Checks that our role may move a table away and give the new table to the same owner.
    ///
    /// @throws SyncException `PrivilegeMissing`
    static void replaceable(Table table, String role) {
        movable(table, role);
        if (!table.ownerMayCreate()) {
            throw SyncException.of(
                    Reason.PrivilegeMissing,
                    "table " + table.name(),
                    "table %s belongs to role %s on the target, which may not create tables in schema %s and so cannot own the new table (SQLSTATE 42501)"
                            .formatted(table.name(), table.owner(), table.name().schema()),
                    Fix.run("GRANT CREATE ON SCHEMA %s TO %s"
                            .formatted(Sql.readable(table.name().schema()), Sql.readable(table.owner()))));
        }
        ownable(table, role);
    }

    /// Checks that our role may give a table to the owner of this one; our role is a member of the owner.
    ///
    /// @throws SyncException `PrivilegeMissing`
    public static void ownable(Table table, String role) {
        if (!table.maySetOwner()) {
            throw SyncException.of(
                    Reason.PrivilegeMissing,
                    "table " + table.name(),
                    "role %s may not give the new table %s to its owner %s on the target (SQLSTATE 42501)"
                            .formatted(role, table.name(), table.owner()),
                    Fix.run("GRANT %s TO %s WITH SET TRUE".formatted(Sql.readable(table.owner()), Sql.readable(role))));
        }
    }

    /// @throws SyncException `PrivilegeMissing`
    public static void movable(Table table, String role) {
        if (!table.mayOwn()) {
            throw SyncException.of(
                    Reason.PrivilegeMissing,
                    "table " + table.name(),
                    "role %s is not the owner of table %s on the target, so the run cannot replace it (SQLSTATE 42501)"
                            .formatted(role, table.name()),
                    Fix.run("GRANT %s TO %s".formatted(Sql.readable(table.owner()), Sql.readable(role))));
        }
    }
}
