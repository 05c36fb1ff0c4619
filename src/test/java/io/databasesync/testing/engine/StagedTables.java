package io.databasesync.testing.engine;

import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.definition.TableDdl;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.testing.postgres.Definitions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Tables without a server, for calculations on them.
public final class StagedTables {
    private StagedTables() {}

    /// @param bytes of the table, TOAST included
    public static RunTable table(String name, long bytes, Index... indexes) {
        TableDefinition definition = Definitions.definition(name, Definitions.integer("id"))
                .withTable(Definitions.table(name).bytes(bytes).build())
                .withIndexes(List.of(indexes));
        return new RunTable(
                new TablePair(definition, Optional.empty(), false),
                new TableDdl(definition, Map.of("public", "dbsync_stage_public"), Set.of(definition.name())));
    }

    public static Index index(String name, String accessMethod, long bytes) {
        return Definitions.index(name)
                .accessMethod(accessMethod)
                .definition("")
                .bytes(bytes)
                .build();
    }
}
