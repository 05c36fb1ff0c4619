package io.databasesync.postgres.swap;

import io.databasesync.postgres.inplace.Filling;
import io.databasesync.postgres.inplace.Filling.Origin;
import io.databasesync.postgres.inplace.Fills;
import io.databasesync.postgres.session.EventTriggerSwitch;
import io.databasesync.postgres.session.ServerIdentity;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.Reason;
import io.databasesync.sync.TableName;
import java.util.Map;
import java.util.function.Supplier;

/// The tables that stay while others move, and the rows that they get.
///
/// @param origins the table that has the new rows, by the name of the table
/// @param reading opens a session that reads them
record Refill(Fills fills, Map<TableName, Origin> origins, ServerIdentity target, Supplier<Session> reading) {
    /// Checks the tables; the caller has locked them.
    Filling locked(Transaction t) {
        return Filling.locked(t, fills.tables(), target);
    }

    /// Keeps the rows of the tables, empties them, and fills them. Event triggers are off before and after, and
    /// on while the tables get rows: their own triggers follow the same setting.
    ///
    /// @param previous schemas that keep rows, by schema
    /// @return rows that are kept, by table
    Map<TableName, Long> fill(Transaction t, Filling filling, Map<String, String> previous) {
        Map<TableName, Long> copied = filling.keep(previous, fills.unlogged());
        t.execute(EventTriggerSwitch.ON, Reason.PublishFailed, "switching event triggers on");
        filling.empty();
        filling.fill(origins, reading.get());
        return copied;
    }
}
