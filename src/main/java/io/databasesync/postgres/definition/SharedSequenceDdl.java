package io.databasesync.postgres.definition;

import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.session.Sql;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.stream.Stream;

/// Statements about sequences that a table owns and that stay in place when the table is replaced: pure text.
public final class SharedSequenceDdl {
    private SharedSequenceDdl() {}

    /// Gives them to a table.
    public static List<String> own(TableName name, TableDefinition definition) {
        return sharedOwned(definition)
                .flatMap(s ->
                        OwnedBy.table(Sql.qualified(s.schema(), s.name()), Sql.qualified(name), s.column(), true)
                                .stream())
                .toList();
    }

    /// Removes them from their table.
    public static List<String> disown(TableDefinition definition) {
        return sharedOwned(definition)
                .map(s -> "alter sequence " + Sql.qualified(s.schema(), s.name()) + " owned by none")
                .toList();
    }

    private static Stream<Sequence> sharedOwned(TableDefinition definition) {
        return definition.sequences().stream().filter(s -> s.owned() && !s.movesWithTable());
    }
}
