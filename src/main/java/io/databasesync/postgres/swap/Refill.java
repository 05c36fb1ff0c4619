package io.databasesync.postgres.swap;

import io.databasesync.postgres.inplace.Filling;
import io.databasesync.postgres.inplace.Filling.Origin;
import io.databasesync.postgres.inplace.Fills;
import io.databasesync.postgres.session.ServerIdentity;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.TableName;
import java.util.Map;

/// The tables that stay while others move, and the rows that they get.
///
/// @param origins the table that has the new rows, by the name of the table
/// @param reading a session that reads them
record Refill(Fills fills, Map<TableName, Origin> origins, ServerIdentity target, Session reading) {
    /// Checks the tables; the caller has locked them.
    Filling locked(Transaction t) {
        return Filling.locked(t, fills.tables(), target);
    }

    void fill(Filling filling) {
        filling.fill(origins, reading);
    }
}
