package io.databasesync.postgres.inplace;

import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.copy.CopyEnds;
import io.databasesync.postgres.copy.TableCopy;
import io.databasesync.postgres.definition.FillStage;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.Answer;
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
        Map<TableName, Answer<Integer>> kept = new TreeMap<>();
        for (TableDefinition table : tables.existing()) {
            Statements keeping = transaction.during("keeping the rows of " + table.name(), Reason.PublishFailed);
            String copy = Sql.qualified(
                    previous.getOrDefault(table.name().schema(), table.name().schema()),
                    table.name().name());
            String from = " from " + table.rowsOf(Sql.qualified(table.name()));
            String columns = Sql.list(table.writableColumns());
            keeping.tell("create %stable %s as select %s%s with no data"
                    .formatted(unlogged ? "unlogged " : "", copy, columns, from));
            kept.put(table.name(), keeping.tell("insert into %s select %s%s".formatted(copy, columns, from)));
        }
        Map<TableName, Long> rows = new TreeMap<>();
        kept.forEach((name, count) -> rows.put(name, (long) count.get()));
        return rows;
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
        Map<TableName, Answer<Boolean>> frozen = new TreeMap<>();
        tables.tables().forEach(t -> frozen.put(t.name(), frozen(t, origin(origins, t))));
        for (RunTable table : tables.tables()) {
            Origin origin = origin(origins, table);
            boolean copied = Objects.requireNonNull(frozen.get(table.name())).get();
            enter(table);
            long rows = copied ? copy(table, origin, session) : insert(table, origin);
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
                    .filter(index -> index.separate()
                            && !table.pair().definition().table().partitioned())
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
        transaction.tell(ApplicationContext.ENTER, Reason.PublishFailed, "filling table " + table.name());
    }

    private void leave(RunTable table) {
        transaction.tell(ApplicationContext.LEAVE, Reason.PublishFailed, "filling table " + table.name());
    }

    private static Origin origin(Map<TableName, Origin> origins, RunTable table) {
        return Objects.requireNonNull(origins.get(table.name()), "an origin");
    }

    // A rule would rewrite INSERT. It does not apply to COPY.
    private Answer<Boolean> frozen(RunTable table, Origin origin) {
        TableDefinition definition = table.pair().definition();
        boolean possible = !table.pair().rowless()
                && !table.pair().columns().isEmpty()
                && !definition.table().partitioned()
                && origin.readableElsewhere(table);
        return transaction
                .ask(
                        "select pg_catalog.pg_table_size(?::regclass), exists (select from pg_catalog.pg_rewrite"
                                + " where ev_class = ?::regclass and ev_type = '3')",
                        row -> possible && (frozen(definition, row.getLong(1)) || row.getBoolean(2)),
                        Reason.PublishFailed,
                        "measuring " + table.name(),
                        origin.relation(),
                        Sql.qualified(table.name()))
                .map(List::getFirst);
    }

    private long insert(RunTable table, Origin origin) {
        Statements filling = transaction.during("filling " + table.name(), Reason.PublishFailed);
        String into = Sql.qualified(table.name());
        List<String> columns = table.pair().columns();
        if (table.pair().rowless()) {
            return 0;
        }
        if (columns.isEmpty()) {
            return filling.update("insert into %s select from only %s".formatted(into, origin.relation()));
        }
        return filling.update("insert into %s (%s) overriding system value select %s from only %s"
                .formatted(into, Sql.list(columns), origin.values(table), origin.relation()));
    }

    private long copy(RunTable table, Origin origin, Session session) {
        String list = Sql.list(table.pair().columns());
        CopyEnds ends = new CopyEnds(
                table.name(),
                "(select %s from only %s)".formatted(list, origin.relation()),
                "%s (%s)".formatted(Sql.qualified(table.name()), list),
                true);
        return session.inTransaction(TransactionMode.SNAPSHOT, reading -> {
            TableCopy.Way way = new TableCopy.Way(table.pair().binary(), new Cancellation(), (_, _) -> {});
            return new TableCopy(ends, way).run(reading, transaction);
        });
    }
}
