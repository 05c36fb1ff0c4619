package io.databasesync.postgres.definition;

import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A table of a run, with the DDL that makes it.
public record RunTable(TablePair pair, TableDdl ddl) {

    /// The tables of a run, which are made together.
    ///
    /// @param stageSchemas as in `TableDdl`
    /// @param stageable as in `TableDdl`
    public static List<RunTable> of(List<TablePair> pairs, Map<String, String> stageSchemas, Set<TableName> stageable) {
        InheritedNotNulls inherited =
                InheritedNotNulls.of(pairs.stream().map(TablePair::loading).toList());
        return pairs.stream()
                .map(p -> new RunTable(p, new TableDdl(inherited.named(p.loading()), stageSchemas, stageable)))
                .toList();
    }

    public TableName name() {
        return pair.name();
    }
}
