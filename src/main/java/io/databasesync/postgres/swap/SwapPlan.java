package io.databasesync.postgres.swap;

import io.databasesync.postgres.inplace.Filling.Origin;
import io.databasesync.postgres.session.Script;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.sync.TableName;
import java.util.List;
import java.util.Map;

/// What a `SwapTransaction` does: a swap, or its reverse.
interface SwapPlan {
    /// Reads all that the statements depend on, and writes them. Nobody waits for this.
    SwapScripts prepare(Transaction t);

    /// The tables that have the new rows of those that stay, by their names.
    Map<TableName, Origin> origins();

    /// OIDs of tables that leave their schemas.
    List<Long> leaving();

    /// The statements that write the history, and record what was replaced for a later rollback. Without tables
    /// to fill they come before the locks, because no reader waits for them; otherwise at the end, once the
    /// copies of the old rows exist, because the heartbeat would wait for a lease that this transaction has
    /// locked.
    ///
    /// @param copied rows that were kept of filled tables
    Script record(Transaction t, Map<TableName, Long> copied);

    /// Whether `check` has something to do. Then readers wait for a few round trips more.
    boolean checked();

    /// Checks, under the locks, what the statements have made.
    void check(Transaction t, SwapScripts scripts);
}
