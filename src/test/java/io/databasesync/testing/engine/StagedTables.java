package io.databasesync.testing.engine;

import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.definition.TableDdl;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.testing.postgres.Shapes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Tables without a server, for calculations on them.
public final class StagedTables {
    private StagedTables() {}

    /// @param bytes of the table, TOAST included
    public static RunTable table(String name, long bytes, Index... indexes) {
        TableDefinition shape = Shapes.shape(name)
                .withTable(Shapes.table(name).bytes(bytes).build())
                .withIndexes(List.of(indexes));
        return new RunTable(
                new TablePair(shape, Optional.empty(), false),
                new TableDdl(shape, Map.of("public", "dbsync_stage_public"), Set.of(shape.name())));
    }

    public static Index index(String name, String accessMethod, long bytes) {
        return Shapes.index(name)
                .accessMethod(accessMethod)
                .definition("")
                .bytes(bytes)
                .build();
    }
}
