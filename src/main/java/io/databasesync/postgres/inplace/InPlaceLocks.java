package io.databasesync.postgres.inplace;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.catalog.Trigger;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.Script;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The locks of an in-place run, and the proof that nothing has changed since the validation.
record InPlaceLocks(Transaction transaction, InPlaceTables tables) {
    static final String KEYS = "foreign keys to the selected tables";

    /// Locks all that the run changes.
    ///
    /// @throws SyncException `TargetLocked` if a lock was not granted in time
    void take(Duration lockTimeout) {
        Set<TableName> referenced =
                outsideOfCreated(tables).map(ForeignKey::referenced).collect(Collectors.toCollection(TreeSet::new));
        Set<TableName> lockable = new Catalog(transaction).lockable(referenced);
        Script locks = new Script()
                .add(
                        "set local lock_timeout = " + lockTimeout.toMillis(),
                        Reason.PublishFailed,
                        "setting lock_timeout");
        for (TableDefinition definition : tables.existing()) {
            lock(locks, definition.rowsOf(Sql.qualified(definition.name())), definition.name(), "access exclusive");
        }
        for (TableName outside : tables.keys().outside(tables.emptied())) {
            lock(locks, Sql.qualified(outside), outside, "access exclusive"); // dropping its foreign key takes that
        }
        referenced.stream()
                .filter(lockable::contains)
                .forEach(table -> lock(locks, Sql.qualified(table), table, "share row exclusive"));
        transaction.execute(locks);
    }

    private static void lock(Script locks, String what, TableName table, String mode) {
        locks.add("lock table " + what + " in " + mode + " mode", Reason.PublishFailed, "locking table " + table);
    }

    /// Foreign keys of created tables to tables outside the run.
    static Stream<ForeignKey> outsideOfCreated(InPlaceTables tables) {
        List<TableName> own = tables.tables().stream().map(RunTable::name).toList();
        return tables.created().stream()
                .flatMap(t -> t.pair().definition().foreignKeys().stream())
                .filter(k -> !own.contains(k.referenced()));
    }

    /// @throws SyncException `PublishFailed`
    void checkUnchanged(List<Trigger> triggers) {
        Catalog catalog = new Catalog(transaction);
        Map<TableName, Long> oids =
                catalog.oids(tables.tables().stream().map(RunTable::name).toList());
        Map<TableName, TableDefinition> now =
                catalog.definitionsOf(oids.values()).stream().collect(Collectors.toMap(TableDefinition::name, t -> t));
        for (RunTable table : tables.tables()) {
            TableDefinition found = now.get(table.name());
            boolean same = table.pair()
                    .target()
                    .map(before -> found != null && found.oid() == before.oid() && found.sameDefinition(before))
                    .orElse(found == null);
            if (!same) {
                throw changed("table " + table.name());
            }
        }
        if (!tables.keys().same(catalog.foreignKeys(tables.oids()), tables.emptied())) {
            throw changed(KEYS);
        }
        for (Trigger trigger : triggers) {
            if (!trigger.mayAlter()) {
                throw changed("trigger %s of %s".formatted(trigger.name(), trigger.table()));
            }
        }
    }

    private static SyncException changed(String object) {
        return SyncException.of(
                Reason.PublishFailed,
                object,
                object + " changed on the target after the run had checked the tables",
                Fix.advice("sync again"));
    }
}
