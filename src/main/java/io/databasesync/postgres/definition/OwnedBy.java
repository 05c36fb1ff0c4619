package io.databasesync.postgres.definition;

import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.SqlResource;
import java.util.List;

/// Statements that make a column the owner of a sequence: pure text. The server wants one owner for both.
final class OwnedBy {
    private OwnedBy() {}

    /// The statements for one sequence.
    ///
    /// @param sequence as SQL spells it, like the table
    /// @param followed whether the sequence first gets the owner of the table: an event trigger may have changed it
    static List<String> table(String sequence, String table, String column, boolean followed) {
        String owned = "alter sequence %s owned by %s.%s".formatted(sequence, table, Sql.identifier(column));
        return followed ? List.of(follow(sequence, table), owned) : List.of(owned);
    }

    private static String follow(String sequence, String table) {
        return Sql.each(Sql.bound(SqlResource.load("follow_owner"), Sql.literal(sequence), Sql.literal(table)));
    }
}
