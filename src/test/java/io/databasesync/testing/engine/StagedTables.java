package io.databasesync.testing.engine;

import io.databasesync.postgres.StagedTable;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.StageDdl;
import io.databasesync.postgres.catalog.Table;
import io.databasesync.postgres.catalog.TablePair;
import io.databasesync.postgres.catalog.TableShape;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Tables of no server, for what only counts with them.
public final class StagedTables {
    private StagedTables() {}

    /// @param bytes of the table, TOAST included
    public static StagedTable table(String name, long bytes, Index... indexes) {
        TableName full = new TableName("public", name);
        Table table = new Table(
                full.hashCode(),
                full,
                "r",
                false,
                false,
                false,
                Table.Tree.NONE,
                "heap",
                1000,
                bytes,
                false,
                List.of(),
                "",
                "app",
                "d",
                null,
                true,
                true,
                true,
                true,
                true,
                true,
                true,
                true,
                List.of(),
                null);
        TableShape shape = new TableShape(
                table, List.of(), List.of(indexes), List.of(), List.of(), List.of(), List.of(), List.of());
        return new StagedTable(
                new TablePair(shape, Optional.empty(), false),
                new StageDdl(shape, Map.of("public", "dbsync_stage_public"), Set.of(full)));
    }

    public static Index index(String name, String accessMethod, long bytes) {
        return new Index(
                name, accessMethod, false, true, false, false, "", List.of(), List.of(), "", bytes, null, null);
    }
}
