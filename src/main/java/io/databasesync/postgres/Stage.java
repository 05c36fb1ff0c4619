package io.databasesync.postgres;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.Sql;
import io.databasesync.postgres.catalog.StageDdl;
import io.databasesync.postgres.catalog.TablePair;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The new tables while nobody sees them: in schemas of their own on the target, under their final names.
public final class Stage {
    private final TargetDatabase target;
    private final String syncId;
    private final StageSchemas schemas;
    private final List<StagedTable> tables;

    /// A table of the stage.
    public record StagedTable(TablePair pair, StageDdl ddl) {
        public TableName name() {
            return pair.name();
        }
    }

    private Stage(TargetDatabase target, String syncId, StageSchemas schemas, List<StagedTable> tables) {
        this.target = target;
        this.syncId = syncId;
        this.schemas = schemas;
        this.tables = List.copyOf(tables);
    }

    /// Makes the stage, empty, and whatever the tables need and the target lacks, in one transaction.
    ///
    /// @throws io.databasesync.sync.SyncException `StageFailed`, `ExtensionMissing` or `PrivilegeMissing`;
    /// nothing was made then
    public static Stage create(TargetDatabase target, Lease lease, List<TablePair> pairs, Prerequisites needed) {
        List<TableName> names = pairs.stream().map(TablePair::name).toList();
        StageSchemas schemas = StageSchemas.of(
                lease.syncId(), names.stream().map(TableName::schema).distinct().toList());
        List<StagedTable> tables = pairs.stream()
                .map(p -> new StagedTable(p, new StageDdl(p.shape(), schemas.stage(), Set.copyOf(names))))
                .toList();
        Stage stage = new Stage(target, lease.syncId(), schemas, tables);
        target.control().write(t -> {
            needed.create(t, lease.syncId());
            stage.makeTables(t);
        });
        return stage;
    }

    private void makeTables(Transaction t) {
        for (String schema : schemas.stage().values()) {
            t.execute("create schema " + Sql.identifier(schema), Reason.StageFailed, "making stage schema " + schema);
            Leftovers.record(t, syncId, "schema", schema, schema, true);
        }
        for (StagedTable table : tables) {
            String doing = "making the stage of " + table.name();
            table.ddl().tableStatements().forEach(sql -> t.execute(sql, Reason.StageFailed, doing));
            long oid = t.queryLong(
                    "select ?::regclass::oid::bigint",
                    Reason.StageFailed,
                    doing,
                    table.ddl().stage());
            new Catalog(t)
                    .statements("initial_grants", List.of(oid), List.of(oid))
                    .forEach(sql -> t.execute(sql, Reason.StageFailed, doing));
        }
    }

    public List<StagedTable> tables() {
        return tables;
    }

    StageSchemas schemas() {
        return schemas;
    }

    TargetDatabase target() {
        return target;
    }

    /// Opens a connection that fills and indexes stage tables; the caller's to close.
    public Writer openWriter() {
        return new Writer(target.sessions().open(target.endpoint()));
    }

    /// Foreign keys among the stages, one after the other: they lock both tables.
    public void addForeignKeys(Writer writer) {
        for (StagedTable table : tables) {
            for (String sql : table.ddl().innerForeignKeys()) {
                writer.execute(List.of(sql), "", "adding a foreign key to " + table.name());
            }
        }
    }

    /// Indexes that are not valid and constraints that are not validated, though they were on the table they come from.
    public List<String> brokenParts() {
        String names = String.join("\n", schemas.stage().values());
        return target
                .control()
                .inTransaction(
                        TransactionMode.READ_ONLY,
                        t -> t.query(
                                SqlResource.load("list_broken"),
                                row -> new BrokenPart(row.getString(1), row.getString(2)),
                                Reason.VerificationFailed,
                                "looking for invalid indexes",
                                names,
                                names))
                .stream()
                .filter(p -> !unvalidatedOnPurpose(p.name()))
                .map(BrokenPart::description)
                .toList();
    }

    private record BrokenPart(String name, String description) {}

    private boolean unvalidatedOnPurpose(String constraint) {
        return tables.stream()
                .map(t -> t.pair().shape())
                .anyMatch(s -> s.checks().stream()
                                .anyMatch(c -> !c.validated() && c.name().equals(constraint))
                        || s.foreignKeys().stream()
                                .anyMatch(k -> !k.validated() && k.name().equals(constraint)));
    }

    /// One connection to the target that writes to stages only.
    public static final class Writer implements AutoCloseable {
        /// A server that builds an index does not read from its client, and would go on for a dead one; not every
        /// platform of a server can look for it.
        private static final String END_WITH_CLIENT =
                "select set_config('client_connection_check_interval', '5s', true) where version() like '%linux%'";

        private final Session session;

        Writer(Session session) {
            this.session = session;
        }

        /// Fills a stage table with the source's rows, frozen: readers need no hint bits and no vacuum later.
        ///
        /// @return rows that the target confirmed
        public long copy(
                StagedTable table, SourceSnapshot.Reader source, Cancellation cancellation, CopyListener listener) {
            return session.inTransaction(TransactionMode.READ_WRITE, t -> {
                String doing = "copying " + table.name();
                if (table.pair().columns().isEmpty()) { // COPY t () is no valid statement
                    long rows = source.count(table.name());
                    return (long) t.update(
                            "insert into " + table.ddl().stage() + " select from generate_series(1, ?)",
                            Reason.CopyFailed,
                            doing,
                            rows);
                }
                t.execute("truncate " + table.ddl().stage(), Reason.CopyFailed, doing);
                return new TableCopy(table.pair(), table.ddl().stage(), cancellation, listener)
                        .run(source.transaction(), t);
            });
        }

        /// By which the server's views know this connection; behind a transaction pooler, any of the pooler's.
        public int backendPid() {
            return session.backendPid();
        }

        /// Builds one index.
        public void buildIndex(StagedTable table, Index index, String maintenanceWorkMem) {
            execute(
                    List.of(
                            "set local maintenance_work_mem = " + Sql.literal(maintenanceWorkMem),
                            table.ddl().createIndex(index)),
                    index.tablespace(),
                    "building index %s on %s".formatted(index.name(), table.name()));
        }

        /// Makes constraints of the indexes, and what else needs them; gathers statistics for the planner.
        public void finish(StagedTable table) {
            execute(table.ddl().constraintStatements(), "", "adding constraints to " + table.name());
            execute(List.of("analyze " + table.ddl().stage()), "", "analyzing " + table.name());
        }

        /// Rows of a stage table.
        public long count(StagedTable table) {
            return session.inTransaction(
                    TransactionMode.READ_ONLY,
                    t -> t.queryLong(
                            "select count(*) from only " + table.ddl().stage(),
                            Reason.VerificationFailed,
                            "counting " + table.name() + " in the stage"));
        }

        /// Sets a sequence that moves with its table: to the source's value, or behind the column's largest one if the
        /// source
        /// has no such sequence.
        public void setSequence(
                StagedTable table, Sequence sequence, Optional<SourceSnapshot.SequenceValue> sourceValue) {
            String name = Sql.literal(Sql.qualified(schemaOf(table), sequence.name()));
            String doing = "setting sequence %s of %s".formatted(sequence.name(), table.name());
            String extreme = (sequence.ascending() ? "max(" : "min(") + Sql.identifier(sequence.column()) + ")";
            String setval = sourceValue
                    .map(v -> "select setval(%s, %d, %s)".formatted(name, v.lastValue(), v.called()))
                    .orElse("select setval(%s, %s) from only %s having %s is not null"
                            .formatted(name, extreme, table.ddl().stage(), extreme));
            session.write(t -> t.query(setval, row -> row.getLong(1), Reason.CopyFailed, doing));
        }

        private static String schemaOf(StagedTable table) {
            return table.ddl()
                    .stageSchemas()
                    .getOrDefault(table.name().schema(), table.name().schema());
        }

        private void execute(List<String> statements, String tablespace, String doing) {
            session.write(t -> {
                if (!tablespace.isEmpty()) {
                    t.execute("set local default_tablespace = " + Sql.literal(tablespace), Reason.IndexFailed, doing);
                }
                t.query(END_WITH_CLIENT, row -> row.getString(1), Reason.IndexFailed, doing);
                statements.forEach(sql -> t.execute(sql, Reason.IndexFailed, doing));
            });
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
