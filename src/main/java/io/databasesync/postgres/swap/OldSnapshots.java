package io.databasesync.postgres.swap;

import io.databasesync.postgres.session.LockHolders;
import io.databasesync.postgres.session.SqlResource;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.Side;
import io.databasesync.sync.SyncException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// Sessions of the target whose snapshots are older than the load of the stage. They do not see rows that were not
/// loaded frozen: after publishing, such a session would find the tables empty. `CREATE INDEX CONCURRENTLY` waits
/// for such sessions too.
public final class OldSnapshots {
    private final TargetDatabase target;
    private final String xid;
    /// The sessions of the first look. A later session may look as old because of another transaction, but is not.
    private final Map<Integer, Holder> held;

    private record Holder(String xmin, String role) {}

    private OldSnapshots(TargetDatabase target, String xid) {
        this.target = target;
        this.xid = xid;
        this.held = new HashMap<>(look());
    }

    /// Looks at once. Call it after the last load is committed.
    public static OldSnapshots after(TargetDatabase target) {
        String xid = target.control()
                .inTransaction(
                        TransactionMode.READ_WRITE,
                        t -> t.query(
                                        "select pg_catalog.pg_current_xact_id()::xid::text",
                                        row -> row.getString(1),
                                        Reason.PublishFailed,
                                        "reading a transaction id")
                                .getFirst());
        return new OldSnapshots(target, xid);
    }

    private Map<Integer, Holder> look() {
        return target
                .control()
                .inTransaction(
                        TransactionMode.READ_ONLY,
                        t -> t.query(
                                SqlResource.load("list_old_snapshots"),
                                row -> Map.entry(row.getInt(1), new Holder(row.getString(2), row.getString(3))),
                                Reason.PublishFailed,
                                "looking for old snapshots",
                                xid,
                                target.sessions().applicationName()))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// Looks again, unless no session was left.
    ///
    /// @return whether a session still holds an old snapshot
    public boolean held() {
        if (!held.isEmpty()) {
            Map<Integer, Holder> now = look();
            held.entrySet().removeIf(h -> !h.getValue().equals(now.get(h.getKey())));
        }
        return !held.isEmpty();
    }

    /// The refusal to publish before these sessions have ended their transactions.
    public SyncException tooOld() {
        LockHolders holders =
                target.control().inTransaction(TransactionMode.READ_ONLY, t -> LockHolders.sessions(t, held.keySet()));
        return SyncException.of(
                Reason.TargetLocked,
                "the snapshots of other sessions",
                "the tables would be empty for transactions of the target that began before the new rows were loaded, by "
                        + holders.description(),
                holders.fix(Side.Target));
    }
}
