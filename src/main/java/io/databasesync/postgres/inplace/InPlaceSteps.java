package io.databasesync.postgres.inplace;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.ForeignKey;
import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.catalog.Trigger;
import io.databasesync.postgres.definition.ForeignKeyDdl;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.definition.SharedSequenceDdl;
import io.databasesync.postgres.session.ApplicationContext;
import io.databasesync.postgres.session.ServerIdentity;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlArray;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.stage.IndexStep;
import io.databasesync.postgres.stage.Prerequisites;
import io.databasesync.postgres.stage.Trees;
import io.databasesync.postgres.stage.WholeTables;
import io.databasesync.postgres.target.Leftovers;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The DDL before and after loading the rows, in the one transaction of an in-place run.
final class InPlaceSteps {
    /// From this version on, triggers of partitions have their own state, which `ONLY` leaves alone.
    private static final int TRIGGERS_OF_PARTITIONS = 15;

    private final Transaction transaction;
    private final InPlaceTables tables;
    private final boolean only;
    private final List<Trigger> triggers;
    private final List<String> keyTriggers;
    private final LooseConstraints loose;

    private InPlaceSteps(Transaction transaction, InPlaceTables tables, ServerIdentity target) {
        this.transaction = transaction;
        this.tables = tables;
        this.only = target.major() >= TRIGGERS_OF_PARTITIONS;
        Catalog catalog = new Catalog(transaction);
        SqlArray oids = SqlArray.oids(tables.oids());
        this.triggers = catalog.triggers(tables.oids());
        this.keyTriggers = catalog.statements("key_triggers", oids, oids);
        this.loose = LooseConstraints.of(tables.tables(), leaves(catalog));
    }

    // They have constraints of their own.
    private List<TableDefinition> leaves(Catalog catalog) {
        List<Long> oids = tables.existing().stream()
                .flatMap(t -> t.oids().stream().filter(oid -> oid != t.oid()))
                .toList();
        return oids.isEmpty() ? List.of() : catalog.definitions(catalog.tables(oids));
    }

    /// Locks all that the run changes, and checks that it has not changed since the validation.
    ///
    /// @throws SyncException `TargetLocked` if a lock was not granted in time
    static InPlaceSteps lock(Transaction t, InPlaceTables tables, ServerIdentity target, Duration lockTimeout) {
        new InPlaceLocks(t, tables).take(lockTimeout);
        return locked(t, tables, target);
    }

    /// Checks that nothing has changed since the validation. The caller has locked the tables.
    static InPlaceSteps locked(Transaction t, InPlaceTables tables, ServerIdentity target) {
        InPlaceSteps steps = new InPlaceSteps(t, tables, target);
        new InPlaceLocks(t, tables).checkUnchanged(steps.triggers);
        return steps;
    }

    /// Makes the tables that the target lacks. Removes what would slow loading down or fire, and
    /// empties the other tables.
    void empty(Prerequisites needed, String runId) {
        needed.create(transaction, runId);
        Leftovers.forgetting(runId)
                .forEach(sql -> run(sql, "forgetting the stage")); // all of it is kept or lost with this transaction
        create();
        tables.keys().dropped().forEach(k -> run(ForeignKeyDdl.drop(k), "dropping foreign key " + k.name()));
        tables.tables().stream().filter(t -> t.pair().target().isPresent()).forEach(this::restartSequences);
        empty();
    }

    /// Makes the tables that the target lacks, without indexes and keys.
    void create() {
        for (RunTable table : Trees.parentsFirst(tables.created())) {
            table.ddl()
                    .tableStatements(true)
                    .forEach(sql -> transaction.tell(sql, Reason.StageFailed, "making table " + table.name()));
            SharedSequenceDdl.own(table.name(), table.pair().definition())
                    .forEach(sql -> transaction.tell(sql, Reason.StageFailed, "making table " + table.name()));
        }
    }

    /// Removes indexes, disables triggers, and empties all tables at once. Foreign keys that refer to them are gone.
    void empty() {
        triggers.forEach(t -> run(t.disable(only), "disabling trigger %s of %s".formatted(t.name(), t.table())));
        loose.drops().forEach(sql -> run(sql, "dropping a constraint that old rows may violate"));
        for (RunTable table : tables.tables()) {
            if (table.pair().target().isPresent()) {
                tables.removed(table)
                        .forEach(i -> run(
                                "drop index " + Sql.qualified(table.name().schema(), i.name()),
                                "dropping index " + i.name()));
            }
        }
        String all = tables.existing().stream()
                .map(s -> s.rowsOf(Sql.qualified(s.name())))
                .collect(Collectors.joining(", "));
        if (!all.isEmpty()) {
            run("truncate " + all, "emptying the tables");
        }
        transaction.flush();
    }

    // The restart gives the sequence another file. A rollback removes that file, and the effect of setval with it.
    private void restartSequences(RunTable table) {
        if (table.pair().definition().table().mayOwn()) {
            table.pair().definition().sequences().stream()
                    .filter(Sequence::movesWithTable)
                    .forEach(s -> run(
                            "alter sequence " + Sql.qualified(s.schema(), s.name()) + " restart",
                            "taking sequence %s of %s over".formatted(s.name(), table.name())));
        }
    }

    /// Builds an index, but not one of an exclusion constraint.
    void build(RunTable table, IndexStep step) {
        step.build(transaction, table, true); // a failure of the workers would end the one transaction
        if (table.pair().target().isPresent()) {
            table.ddl()
                    .indexMarks(step.index())
                    .forEach(sql -> transaction.tell(
                            sql,
                            Reason.IndexFailed,
                            "marking index " + step.index().name()));
        }
    }

    /// Runs the statements that need the indexes. To analyze expressions of an index means to call their functions.
    void finish(RunTable table) {
        Statements finishing = transaction.during("finishing table " + table.name(), Reason.IndexFailed);
        finishing.tell(ApplicationContext.ENTER);
        if (table.pair().target().isEmpty()) {
            table.ddl()
                    .constraintStatements()
                    .forEach(sql ->
                            transaction.tell(sql, Reason.IndexFailed, "adding constraints to table " + table.name()));
        }
        if (table.pair().definition().table().mayOwn() || table.pair().target().isEmpty()) {
            transaction.tell(
                    "analyze " + Sql.qualified(table.name()), Reason.IndexFailed, "analyzing table " + table.name());
        }
        finishing.tell(ApplicationContext.LEAVE);
    }

    /// Adds the constraints again that the old rows did not have to satisfy, or that read tables of the run.
    void addLooseConstraints() {
        if (loose.additions().isEmpty()) {
            return;
        }
        Statements adding = transaction.during("adding constraints again", Reason.IndexFailed);
        adding.tell(ApplicationContext.ENTER); // some read the rows
        loose.additions()
                .forEach(sql ->
                        transaction.tell(sql, Reason.IndexFailed, "adding a constraint again (%s)".formatted(sql)));
        adding.tell(ApplicationContext.LEAVE);
    }

    /// Attaches the partitions that were made.
    void joinTrees() {
        Stream.of(Trees.attach(tables.created()), Trees.join(tables.created()))
                .flatMap(List::stream)
                .forEach(sql -> transaction.tell(sql, Reason.IndexFailed, "attaching a partition"));
    }

    /// Adds the foreign keys again, over the new rows. For keys of tables outside the run,
    /// referenced rows may be gone.
    void addForeignKeys() {
        joinTrees();
        for (RunTable table : tables.created()) {
            table.ddl()
                    .innerForeignKeys()
                    .forEach(sql -> transaction.tell(
                            sql, Reason.IndexFailed, "adding the foreign keys of table " + table.name()));
        }
        Stream.concat(tables.keys().dropped().stream(), InPlaceLocks.outsideOfCreated(tables))
                .forEach(k -> ForeignKeyDdl.addChecked(k)
                        .forEach(sql -> transaction.tell(
                                sql,
                                tables.emptied().contains(k.table()) ? Reason.IndexFailed : Reason.ForeignKeyOutside,
                                "adding foreign key %s of %s".formatted(k.name(), k.table()))));
    }

    /// Proves that each table has all parts that it had or was to get.
    ///
    /// @param keys which of the foreign keys of a table it has by now
    void proveWhole(UnaryOperator<List<ForeignKey>> keys) {
        Catalog catalog = new Catalog(transaction);
        List<TableName> names = tables.tables().stream().map(RunTable::name).toList();
        Map<TableName, TableDefinition> found = new TreeMap<>();
        catalog.definitions(catalog.tables(catalog.oids(names).values())).forEach(s -> found.put(s.name(), s));
        Map<TableName, TableDefinition> wanted = new TreeMap<>();
        tables.tables()
                .forEach(t -> wanted.put(
                        t.name(),
                        t.pair()
                                .definition()
                                .withForeignKeys(
                                        keys.apply(t.pair().definition().foreignKeys()))));
        WholeTables.prove(wanted, found, "");
    }

    /// Proves that the foreign keys to the tables are what they were.
    void proveKeys() {
        Catalog catalog = new Catalog(transaction);
        if (!tables.keys().same(catalog.foreignKeys(tables.oids()), tables.emptied())) {
            throw SyncException.of(
                    Reason.VerificationFailed,
                    InPlaceLocks.KEYS,
                    InPlaceLocks.KEYS + " are not what they were before the run; nothing was published",
                    Fix.advice("sync again"));
        }
    }

    /// The foreign keys are there again by then.
    void restoreKeyTriggers() {
        keyTriggers.forEach(sql -> run(sql, "restoring the state of a foreign key's triggers"));
    }

    void enableTriggers() {
        triggers.forEach(t -> run(t.enable(only), "enabling trigger %s of %s".formatted(t.name(), t.table())));
        transaction.flush();
    }

    // Statements wait for the next one that needs an answer, so that no table costs a round trip.
    private void run(String sql, String doing) {
        transaction.tell(sql, Reason.PublishFailed, doing);
    }
}
