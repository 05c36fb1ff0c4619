package io.databasesync.engine.work;

import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.inplace.InPlaceTables;
import io.databasesync.postgres.stage.IndexStep;
import io.databasesync.sync.TableName;
import java.util.List;

/// One index that a run builds.
public record IndexBuild(RunTable table, Index index) {
    /// The least cost of an index, even an empty one.
    private static final long LEAST_COST = 8192;

    /// Every index of some tables.
    public static List<IndexBuild> of(List<RunTable> tables) {
        return tables.stream()
                .flatMap(t -> t.pair().definition().indexes().stream().map(i -> new IndexBuild(t, i)))
                .toList();
    }

    /// The indexes that are built over new rows of tables that stay.
    public static List<IndexBuild> of(InPlaceTables tables) {
        return tables.tables().stream()
                .flatMap(t -> tables.rebuilt(t).stream().map(i -> new IndexBuild(t, i)))
                .toList();
    }

    /// Whether it is built separately. Indexes of a partitioned table are made of those of its partitions.
    public boolean separate() {
        return index.separate() && !table.pair().definition().table().partitioned();
    }

    public TableName name() {
        return new TableName(table.name().schema(), index.name());
    }

    /// Bytes of `maintenance_work_mem`; the server takes them only as far as it uses them.
    public long memory() {
        return IndexStep.of(index).memory();
    }

    /// Bytes that builds at the same time may need together, with one of pgvector among them.
    public static long memoryOf(int buildsAtOnce) {
        return IndexStep.memoryOf(buildsAtOnce);
    }

    /// The cost of the build, in bytes of a plain copy that takes as long.
    public long cost() {
        return cost(table.pair(), index);
    }

    /// The cost of building an index for the source's rows.
    public static long cost(TablePair pair, Index index) {
        long bytes = bytes(pair, index, pair.source().table().bytes() / 8);
        int factor = switch (index.accessMethod()) {
            case "hnsw" -> 20;
            case "ivfflat" -> 4;
            case "gin", "gist", "spgist" -> 3;
            default -> 1;
        };
        return Math.max(LEAST_COST, bytes) * factor;
    }

    /// The bytes of an index over the source's rows: the size of the source's index.
    ///
    /// @param otherwise bytes if the source has no index of that name
    public static long bytes(TablePair pair, Index index, long otherwise) {
        return pair.source().indexes().stream()
                .filter(i -> i.name().equals(index.name()))
                .mapToLong(Index::bytes)
                .findFirst()
                .orElse(otherwise);
    }
}
