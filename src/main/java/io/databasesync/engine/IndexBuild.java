package io.databasesync.engine;

import io.databasesync.postgres.Stage.StagedTable;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.sync.TableName;
import java.util.List;

/// One index that a run builds.
record IndexBuild(StagedTable table, Index index) {
    /// Even an empty index costs something.
    private static final long LEAST_COST = 8192;

    /// Every index of some tables.
    static List<IndexBuild> of(List<StagedTable> tables) {
        return tables.stream()
                .flatMap(t -> t.pair().shape().indexes().stream().map(i -> new IndexBuild(t, i)))
                .toList();
    }

    TableName name() {
        return new TableName(table.name().schema(), index.name());
    }

    /// Whether it is built by itself: the index of an exclusion constraint comes with the constraint.
    boolean alone() {
        return index.constraint() == null || index.constraint().fromIndex();
    }

    /// ivfflat and hnsw of pgvector.
    boolean vector() {
        return "ivfflat".equals(index.accessMethod()) || "hnsw".equals(index.accessMethod());
    }

    /// What building it costs, in bytes of a plain copy that take as long.
    long cost() {
        long bytes = table.pair().source().indexes().stream()
                .filter(i -> i.name().equals(index.name()))
                .mapToLong(Index::bytes)
                .findFirst()
                .orElse(table.pair().source().table().bytes() / 8);
        int factor = switch (index.accessMethod()) {
            case "hnsw" -> 20;
            case "ivfflat" -> 4;
            case "gin", "gist", "spgist" -> 3;
            default -> 1;
        };
        return Math.max(LEAST_COST, bytes) * factor;
    }
}
