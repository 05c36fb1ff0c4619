package io.databasesync.postgres.target;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.ConnectedDatabase;
import io.databasesync.postgres.session.LockHolders;
import io.databasesync.postgres.session.ServerIdentity;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Sessions;
import io.databasesync.postgres.session.SideBySide;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Progress;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The target: its lease, its history, its leftovers. `Stage` writes tables and `Swap` moves them.
public final class TargetDatabase implements ConnectedDatabase {
    private final Sessions sessions;
    private final ConnectionSettings endpoint;
    private final ServerIdentity identity;
    private volatile Session control;
    private volatile OwnSchema own;
    private @Nullable TakeOver takeOver;
    private boolean waited;
    /// Connections to open once that schema is there.
    private volatile int soon;
    /// For statements that must not wait for those of `control`: without a heartbeat for a while, the lease is lost.
    private volatile @Nullable Supplier<Session> leaseSession;
    /// Publishes in place of `control` if the run makes writers wait.
    private @Nullable WriteBlock block;

    private TargetDatabase(Sessions sessions, ConnectionSettings endpoint) {
        this.sessions = sessions;
        this.endpoint = endpoint;
        this.control = sessions.open(endpoint);
        Found found = control.ask(TransactionMode.READ_ONLY, t -> {
            Answer<OwnSchema> schema = OwnSchema.ask(t, sessions.runId());
            return ServerIdentity.ask(t, control).map(i -> new Found(i, schema.get()));
        });
        this.identity = found.identity();
        this.own = found.own();
        sessions.expect(endpoint, identity);
    }

    private record Found(ServerIdentity identity, OwnSchema own) {}

    /// Connects and reads the server's identity. Writes nothing.
    public static TargetDatabase connect(Sessions sessions, ConnectionSettings endpoint) {
        return new TargetDatabase(sessions, endpoint);
    }

    @Override
    public ServerIdentity identity() {
        return identity;
    }

    /// Reads the catalog in one consistent snapshot.
    public <T> T read(Function<Catalog, T> work) {
        return control.inTransaction(TransactionMode.SNAPSHOT, t -> work.apply(new Catalog(t)));
    }

    /// Looks objects of the target up by name.
    public TargetObjects objects() {
        return new TargetObjects(control, identity, own.there());
    }

    /// Whether the run of these connections had published when they were made.
    public boolean hadPublished() {
        return own.published();
    }

    /// The runs that this database has recorded.
    public RecordedRuns runs() {
        return new RecordedRuns(control, own.there());
    }

    /// Begins to open connections that will be needed once the lease is taken.
    public void prepare(int connections) {
        if (own.current()) {
            sessions.prepare(endpoint, connections);
        } else {
            soon = connections;
        }
    }

    /// The first write of a run: makes the `databasesync` schema if necessary, and takes the lease.
    ///
    /// @param busy is called while another run has the lease: it returns to try again, or throws
    public Lease acquireLease(String runId, Consumer<LeaseHolder> busy) {
        makeSchema();
        leaseSession = SideBySide.start(() -> Reconnection.openForShortStatements(this));
        while (true) {
            Optional<TakeOver> taken = TakeOver.begin(control, runId);
            if (taken.isPresent()) {
                takeOver = taken.get();
                return takeOver.lease();
            }
            waited = true;
            control.inTransaction(TransactionMode.READ_ONLY, Lease::holder).ifPresent(busy);
        }
    }

    /// Whether another run had the lease just before, or a dead process has left something.
    public boolean cameAfterOthers() {
        return waited || (takeOver != null && !takeOver.dead().isEmpty());
    }

    /// Opens the lost ones of the own connections again, and proves the lease.
    ///
    /// @return false if the server may lack some of the run's commits: it was restarted, or is another one
    /// @throws SyncException `TargetBusy` if another process has taken the lease
    public boolean reconnect(Lease lease, ServerProcesses before) {
        Optional<Session> proven = new Reconnection(this, lease).open(before);
        proven.ifPresent(session -> {
            closeLeaseSession();
            leaseSession = () -> session;
            if (control.lost()) {
                control.close();
                control = sessions.open(endpoint);
            }
        });
        return proven.isPresent();
    }

    /// Makes the schema of leases and history, or brings it to this version.
    void makeSchema() {
        if (own.current()) {
            return;
        }
        if (own.there() || !NewSchema.made(control)) {
            Migrations.run(sessions.dataSource(endpoint, identity), identity);
        }
        own = OwnSchema.MADE;
        sessions.prepare(endpoint, soon); // not before: a small connection limit has no room for more
    }

    private void closeLeaseSession() {
        try {
            leaseSession().close();
        } catch (SyncException _) {
            // it was never open
        }
    }

    public ServerProcesses processes() {
        return ServerProcesses.read(leaseSession());
    }

    /// Publishes through the transaction that makes writers wait.
    public void publishThrough(WriteBlock held) {
        block = held;
    }

    /// Runs the work in the transaction that publishes, and commits it.
    public <T> T publishing(Function<Transaction, T> work) {
        WriteBlock held = block;
        return held == null ? control.inTransaction(TransactionMode.READ_WRITE, work) : held.commit(work);
    }

    /// Another connection for short statements while other statements take long, once there is a lease.
    Session leaseSession() {
        Supplier<Session> further = leaseSession;
        return further == null ? control : further.get();
    }

    /// Ends the sessions of dead runs, drops the leftovers of other runs, and starts the history row, once the lease is
    /// taken. `Stage.create` handles what an earlier process of this run has left.
    ///
    /// @return whether an earlier process of this run has published it
    public boolean takeOver(SyncRequest request) {
        return Objects.requireNonNull(takeOver, "the lease").finish(control, request, sessions.applicationName());
    }

    /// Keeps the lease and the history row current, and the connections from being idle for long. Call
    /// it every few seconds.
    public void heartbeat(Lease lease, Progress progress) {
        control.keepAlive();
        proveLease(lease, progress);
    }

    /// Proves that the run still has the lease, and keeps its history row current.
    public void proveLease(Lease lease, Progress progress) {
        lease.proveAlive(leaseSession().ask(TransactionMode.READ_WRITE, t -> {
            t.tell("set local lock_timeout = '10s'", Reason.ConnectionLost, "keeping the target's lease");
            Answer<Integer> beat = lease.beat(t);
            History.update(t, lease, progress);
            return beat;
        }));
    }

    /// Names who holds the lock that a transaction of the run, which has ended, did not get.
    public SyncException holding(SyncException locked) {
        return LockHolders.named(locked, control, sessions.applicationName());
    }

    /// The index builds of this database that our role may see.
    public List<IndexProgress> indexBuilds() {
        return IndexProgress.read(leaseSession());
    }

    /// The end of a run on this target.
    public RunCleanup cleanup() {
        return new RunCleanup(control, own, sessions.applicationName());
    }

    /// Makes sure that the publishing connection has ended after it was lost. Its work is committed by
    /// then or never will be.
    ///
    /// @param fresh a connection of another `Sessions`
    public void end(TargetDatabase fresh) {
        WriteBlock held = block;
        int backendPid = held == null ? control.backendPid() : held.backendPid();
        Backends.end(fresh, backendPid, sessions);
    }

    /// Begins a transaction that only reads. The caller must close it.
    public Transaction reading() {
        return control.begin(TransactionMode.SNAPSHOT);
    }

    @Override
    public Session control() {
        return control;
    }

    public ConnectionSettings endpoint() {
        return endpoint;
    }

    public Sessions sessions() {
        return sessions;
    }
}
