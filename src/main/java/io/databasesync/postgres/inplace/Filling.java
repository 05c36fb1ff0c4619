package io.databasesync.postgres.inplace;

import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.copy.CopyEnds;
import io.databasesync.postgres.copy.TableCopy;
import io.databasesync.postgres.definition.FillStage;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.ApplicationContext;
import io.databasesync.postgres.session.ServerIdentity;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.postgres.stage.IndexStep;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// Empties tables that stay and fills them from other tables of the same server, in the transaction that publishes or
/// rolls back. The caller has locked the tables, and drops and adds the foreign keys that refer to them.
///
/// A small table is filled with `COPY … FREEZE` through a connection of ours: its rows are visible to every snapshot.
/// `INSERT … SELECT` cannot do that, but no row leaves the server.
public final class Filling {
    /// The largest table that crosses the network twice: about a second, while readers wait.
    private static final long FROZEN_BYTES = 64L << 20;

    private final Transaction transaction;
    private final InPlaceTables tables;
    private final InPlaceSteps steps;

    private Filling(Transaction transaction, InPlaceTables tables, InPlaceSteps steps) {
        this.transaction = transaction;
        this.tables = tables;
        this.steps = steps;
    }

    /// The table that has the rows to fill in.
    ///
    /// @param relation as SQL spells it
    /// @param rows as they were counted
    /// @param staged whether it is a `FillStage`; otherwise its columns have the types of the table's columns
    public record Origin(String relation, long rows, boolean staged) {
        private String values(RunTable table) {
            List<String> columns = table.pair().columns();
            return staged ? FillStage.values(table.pair().definition(), columns) : Sql.list(columns);
        }

        // Another session would print the names that tables had before this transaction.
        private boolean readableElsewhere(RunTable table) {
            return staged || table.pair().definition().columns().stream().noneMatch(FillStage::namesTables);
        }
    }

    /// Whether a table that takes this space is filled so that every snapshot sees its rows.
    public static boolean frozen(TableDefinition table, long bytes) {
        return bytes <= FROZEN_BYTES && !table.table().partitioned();
    }

    /// Checks that nothing has changed since the validation.
    ///
    /// @throws SyncException `PublishFailed`
    public static Filling locked(Transaction t, InPlaceTables tables, ServerIdentity target) {
        return new Filling(t, tables, InPlaceSteps.locked(t, tables, target));
    }

    /// Copies the rows of the tables to a schema that keeps them for a rollback.
    ///
    /// @param previous that schema, by the table's schema
    /// @param unlogged so that no publication for all tables publishes the copies
    /// @return rows by table
    public Map<TableName, Long> keep(Map<String, String> previous, boolean unlogged) {
        Map<TableName, Long> kept = new TreeMap<>();
        for (TableDefinition table : tables.existing()) {
            Statements keeping = transaction.during("keeping the rows of " + table.name(), Reason.PublishFailed);
            String copy = Sql.qualified(
                    previous.getOrDefault(table.name().schema(), table.name().schema()),
                    table.name().name());
            String from = " from " + table.rowsOf(Sql.qualified(table.name()));
            String columns = Sql.list(table.writableColumns());
            keeping.execute("create %stable %s as select %s%s with no data"
                    .formatted(unlogged ? "unlogged " : "", copy, columns, from));
            kept.put(table.name(), (long) keeping.update("insert into %s select %s%s".formatted(copy, columns, from)));
        }
        return kept;
    }

    /// Empties the tables, and makes the missing ones.
    public void empty() {
        steps.create();
        steps.empty();
    }

    /// Fills the tables and builds what was dropped. Foreign keys that refer to the tables are still missing.
    ///
    /// @param origins by table
    /// @param session another session of ours, which reads them
    /// @throws SyncException `VerificationFailed` if a table does not have as many rows as were counted
    public void fill(Map<TableName, Origin> origins, Session session) {
        for (RunTable table : tables.tables()) {
            Origin origin = Objects.requireNonNull(origins.get(table.name()), "an origin");
            enter(table);
            long rows = fill(table, origin, session);
            leave(table);
            if (rows != origin.rows()) {
                throw SyncException.of(
                        Reason.VerificationFailed,
                        "table " + table.name(),
                        "table %s was filled with %,d rows, but %,d were counted before; nothing was published"
                                .formatted(table.name(), rows, origin.rows()),
                        Fix.advice("try again"));
            }
        }
        for (RunTable table : tables.tables()) {
            enter(table);
            tables.rebuilt(table).stream()
                    .filter(index ->
                            index.alone() && !table.pair().definition().table().partitioned())
                    .forEach(index -> steps.build(table, IndexStep.of(index)));
            leave(table);
            steps.finish(table);
        }
        steps.addLooseConstraints();
        steps.joinTrees();
        steps.enableTriggers();
        steps.proveWhole(_ -> List.of());
    }

    // The target's own functions run as for an application.
    private void enter(RunTable table) {
        transaction.execute(ApplicationContext.ENTER, Reason.PublishFailed, "filling table " + table.name());
    }

    private void leave(RunTable table) {
        transaction.execute(ApplicationContext.LEAVE, Reason.PublishFailed, "filling table " + table.name());
    }

    private long fill(RunTable table, Origin origin, Session session) {
        Statements filling = transaction.during("filling " + table.name(), Reason.PublishFailed);
        String into = Sql.qualified(table.name());
        List<String> columns = table.pair().columns();
        if (table.pair().rowless()) {
            return 0;
        }
        if (columns.isEmpty()) {
            return filling.update("insert into %s select from only %s".formatted(into, origin.relation()));
        }
        String list = Sql.list(columns);
        String from = " from only " + origin.relation();
        if (origin.readableElsewhere(table) && (isSmall(table, origin) || hasInsertRules(table))) {
            CopyEnds ends = new CopyEnds(table.name(), "(select " + list + from + ")", into + " (" + list + ")", true);
            return copy(ends, table.pair().binary(), session);
        }
        return filling.update("insert into %s (%s) overriding system value select %s%s"
                .formatted(into, list, origin.values(table), from));
    }

    private boolean isSmall(RunTable table, Origin origin) {
        long bytes = transaction.queryLong(
                "select pg_catalog.pg_table_size(?::regclass)",
                Reason.PublishFailed,
                "measuring " + table.name(),
                origin.relation());
        return frozen(table.pair().definition(), bytes);
    }

    // A rule would rewrite INSERT. It does not apply to COPY.
    private boolean hasInsertRules(RunTable table) {
        boolean partitioned = table.pair().definition().table().partitioned();
        return !partitioned
                && transaction.queryLong(
                                "select count(*) from pg_catalog.pg_rewrite where ev_class = ?::regclass and ev_type = '3'",
                                Reason.PublishFailed,
                                "looking for rules of " + table.name(),
                                Sql.qualified(table.name()))
                        > 0;
    }

    private long copy(CopyEnds ends, boolean binary, Session session) {
        return session.inTransaction(TransactionMode.SNAPSHOT, reading -> {
            TableCopy.Way way = new TableCopy.Way(binary, new Cancellation(), (_, _) -> {});
            return new TableCopy(ends, way).run(reading, transaction);
        });
    }
}
