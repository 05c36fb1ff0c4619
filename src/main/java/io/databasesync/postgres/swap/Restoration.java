package io.databasesync.postgres.swap;

import io.databasesync.postgres.inplace.Filling.Origin;
import io.databasesync.postgres.session.Script;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.target.History;
import io.databasesync.postgres.target.Lease;
import io.databasesync.postgres.target.Published;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts back the tables that a run replaced.
public final class Restoration {
    private final ReverseSwap swap;
    private final KeptGeneration generation;
    private final Published restored;
    private final Lease lease;
    private final SwapTransaction transaction;

    Restoration(
            ReverseSwap swap, KeptGeneration generation, Published restored, Lease lease, SwapTransaction transaction) {
        this.swap = swap;
        this.generation = generation;
        this.restored = restored;
        this.lease = lease;
        this.transaction = transaction;
    }

    /// Tries once to put everything back. Readers see all of it or nothing.
    ///
    /// @return statements for `AfterCommit.validate`
    /// @throws SyncException `TargetLocked` if a lock was not granted in time, `TargetBusy` if the lease is lost,
    /// or the reason of a new obstacle; nothing has changed then
    public List<String> attempt(Duration lockTimeout) {
        return transaction.run(new Backward(), lockTimeout);
    }

    /// The reverse of a swap.
    private final class Backward implements SwapPlan {
        @Override
        public SwapScripts prepare(Transaction t) {
            return swap.prepare(t);
        }

        @Override
        public Map<TableName, Origin> origins() {
            Map<TableName, Long> rows = restored.rowsByTable();
            Map<TableName, Origin> origins = new HashMap<>();
            generation
                    .tables()
                    .forEach(k -> k.kept()
                            .ifPresent(kept -> origins.put(
                                    k.name(),
                                    new Origin(Sql.qualified(kept.name()), rows.getOrDefault(k.name(), -1L), false))));
            return origins;
        }

        @Override
        public List<Long> leaving() {
            return swap.leaving();
        }

        @Override
        public Script record(Transaction t, Map<TableName, Long> copied) {
            return new Script()
                    .addAll(
                            History.success(lease.runId(), restored, Optional.empty()),
                            Reason.PublishFailed,
                            "writing the history")
                    .add(History.undid(lease.runId(), generation.runId()), Reason.PublishFailed, "writing the history")
                    .addAll(swap.record().script(t, copied));
        }

        @Override
        public boolean checked() {
            return false;
        }

        @Override
        public void check(Transaction t, SwapScripts scripts) {}
    }
}
