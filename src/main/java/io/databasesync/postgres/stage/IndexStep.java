package io.databasesync.postgres.stage;

import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.Batch;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlResource;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;
import java.util.List;

/// An index to build.
///
/// @param memory bytes of `maintenance_work_mem`, unless the server's own setting is larger
public record IndexStep(Index index, long memory) {
    /// Bytes for an index that is not one of pgvector.
    public static final long PLAIN_MEMORY = 256L << 20;
    /// ivfflat refuses to build with less memory than its samples need. hnsw is slow if its graph does not fit.
    private static final long VECTOR_MEMORY = 1L << 30;

    /// A build with the memory that the index's kind needs.
    public static IndexStep of(Index index) {
        boolean vector = "ivfflat".equals(index.accessMethod()) || "hnsw".equals(index.accessMethod());
        return new IndexStep(index, vector ? VECTOR_MEMORY : PLAIN_MEMORY);
    }

    /// Bytes that builds at the same time may need together, with one of pgvector among them.
    public static long memoryOf(int buildsAtOnce) {
        return VECTOR_MEMORY + PLAIN_MEMORY * (buildsAtOnce - 1);
    }

    boolean hnsw() {
        return "hnsw".equals(index.accessMethod());
    }

    /// Builds the index in the caller's transaction.
    ///
    /// @param serial whether to build hnsw without parallel workers, which need all of the memory as shared memory
    public void build(Transaction t, RunTable table, boolean serial) {
        t.execute(
                new Batch()
                        .addAll(
                                statements(table, serial),
                                "building index %s on %s".formatted(index.name(), table.name())),
                Reason.IndexFailed);
    }

    List<String> statements(RunTable table, boolean serial) {
        String withoutWorkers = !hnsw()
                ? "false"
                : serial ? "true" : SqlResource.load("lacks_parallel_hnsw").strip();
        return List.of(
                SqlResource.load("set_index_build")
                        .strip()
                        .formatted(memory >> 10, Sql.literal(index.tablespace()), withoutWorkers),
                table.ddl().createIndex(index),
                "set local default_tablespace = ''");
    }
}
