package io.databasesync.postgres.stage;

import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.SqlResource;
import io.databasesync.postgres.session.Statements;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;

/// An index to build.
///
/// @param memory bytes of `maintenance_work_mem`, unless the server's own setting is larger
public record IndexStep(Index index, long memory) {
    boolean hnsw() {
        return "hnsw".equals(index.accessMethod());
    }

    /// Builds the index in the caller's transaction.
    ///
    /// @param alone whether to build hnsw without parallel workers, which need all of the memory as shared memory
    public void build(Transaction t, RunTable table, boolean alone) {
        Statements building =
                t.during("building index %s on %s".formatted(index.name(), table.name()), Reason.IndexFailed);
        building.query(
                SqlResource.load("set_index_build"),
                row -> row.getString(1),
                memory >> 10,
                index.tablespace(),
                hnsw() && (alone || !hasParallelHnsw(building)));
        building.execute(table.ddl().createIndex(index));
        building.execute("set local default_tablespace = ''");
    }

    private static boolean hasParallelHnsw(Statements building) {
        return building.query(SqlResource.load("has_parallel_hnsw"), row -> row.getBoolean(1))
                .getFirst();
    }
}
