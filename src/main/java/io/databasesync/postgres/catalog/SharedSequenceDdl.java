package io.databasesync.postgres.catalog;

import io.databasesync.sync.TableName;
import java.util.List;
import java.util.stream.Stream;

/// Statements about the sequences that a table owns and that stay where they are when it is replaced: pure text.
public final class SharedSequenceDdl {
    private SharedSequenceDdl() {}

    /// Gives them to a table.
    public static List<String> own(TableName name, TableShape shape) {
        return sharedOwned(shape)
                .map(s -> "alter sequence %s owned by %s.%s"
                        .formatted(
                                Sql.qualified(s.schema(), s.name()), Sql.qualified(name), Sql.identifier(s.column())))
                .toList();
    }

    /// Takes them off their table.
    public static List<String> disown(TableShape shape) {
        return sharedOwned(shape)
                .map(s -> "alter sequence " + Sql.qualified(s.schema(), s.name()) + " owned by none")
                .toList();
    }

    private static Stream<Sequence> sharedOwned(TableShape shape) {
        return shape.sequences().stream().filter(s -> s.owned() && !s.movesWithTable());
    }
}
