package io.databasesync.postgres.target;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.session.ConnectedDatabase;
import io.databasesync.postgres.session.ServerIdentity;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Sessions;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The database that is replaced: its lease, its history, its leftovers. Tables are written by `Stage` and
/// moved by `Swap`.
public final class TargetDatabase implements ConnectedDatabase {
    private final Sessions sessions;
    private final ConnectionSettings endpoint;
    private final Session control;
    private final ServerIdentity identity;
    /// For what must not wait for statements of `control`: the lease is lost if nobody hears of it for a while.
    private @Nullable Session leaseSession;

    private TargetDatabase(Sessions sessions, ConnectionSettings endpoint) {
        this.sessions = sessions;
        this.endpoint = endpoint;
        this.control = sessions.open(endpoint);
        this.identity = ServerIdentity.read(control);
    }

    /// Connects and asks the server who it is; writes nothing.
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

    /// What is there, by its name.
    public TargetObjects objects() {
        return new TargetObjects(control, identity);
    }

    /// What a run published here, if it did.
    public Optional<Published> published(String runId) {
        if (!objects().hasRelation(Migrations.SCHEMA, "run")) {
            return Optional.empty();
        }
        return control.inTransaction(TransactionMode.READ_ONLY, t -> History.published(t, runId));
    }

    /// The mode of a run that published here.
    public ChosenMode mode(String runId) {
        return control.inTransaction(TransactionMode.READ_ONLY, t -> History.mode(t, runId))
                .orElse(ChosenMode.Swap);
    }

    /// Schemas in which the tables are kept that a run replaced.
    public List<String> previousSchemas(String runId) {
        return control.inTransaction(
                TransactionMode.READ_ONLY,
                t -> t.query(
                        "select previous_schema from databasesync.previous_generation where run_id = ? order by 1",
                        row -> row.getString(1),
                        Reason.ConnectionLost,
                        "reading the generations",
                        runId));
    }

    /// The first write of a run: makes the `databasesync` schema if need be, and takes the lease.
    ///
    /// @param busy what to do while another run has it: return to try again, or throw
    public Lease acquireLease(String runId, Consumer<LeaseHolder> busy) {
        Migrations.run(control, sessions.dataSource(endpoint, identity));
        leaseSession = sessions.open(endpoint);
        while (true) {
            Optional<Lease> lease = control.inTransaction(TransactionMode.READ_WRITE, t -> Lease.acquire(t, runId));
            if (lease.isPresent()) {
                return lease.get();
            }
            control.inTransaction(TransactionMode.READ_ONLY, Lease::holder).ifPresent(busy);
        }
    }

    /// Another connection, once there is a lease, for short statements while others take their time.
    Session leaseSession() {
        return Objects.requireNonNullElse(leaseSession, control);
    }

    /// Ends what dead runs still do, drops what others left, and starts the history row. What an earlier
    /// process of this run has left is for `Stage.create`.
    public void takeOver(Lease lease, SyncRequest request) {
        List<String> dead = control.inTransaction(TransactionMode.READ_ONLY, Leftovers::dead);
        Backends.endOthers(control, dead, sessions.applicationName());
        endOwn(lease);
        control.write(t -> {
            History.endDeadRuns(t, lease.runId());
            History.start(t, request);
        });
        control.write(t -> Leftovers.dropOthers(t, lease.runId()));
    }

    /// Keeps the lease and the history row current, and the connections from being idle for long; call it every few
    /// seconds.
    public void heartbeat(Lease lease, Progress progress) {
        control.keepAlive();
        leaseSession().write(t -> {
            lease.heartbeat(t);
            History.update(t, lease.runId(), progress);
        });
    }

    /// The index builds of this database that our role may see.
    public List<IndexProgress> indexBuilds() {
        return Backends.asLoginRole(
                leaseSession(),
                t -> t.query(
                        "select pid, phase, blocks_done, blocks_total, tuples_done, tuples_total"
                                + " from pg_catalog.pg_stat_progress_create_index where datname = current_database()",
                        row -> IndexProgress.of(
                                row.getInt(1),
                                Objects.requireNonNullElse(row.getString(2), ""),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6)),
                        Reason.ConnectionLost,
                        "asking how far the indexes are"));
    }

    /// Undoes a run that failed after its first write: drops its stage, ends its history row, gives the
    /// lease up.
    public void rollBack(Lease lease, Phase failedIn, SyncException cause) {
        endOwn(lease);
        boolean mine = control.inTransaction(TransactionMode.READ_WRITE, t -> {
            Optional<Lease> holder = Lease.holder(t).map(LeaseHolder::lease);
            if (holder.filter(lease::successor).isEmpty()) { // else the row is that process's by now
                History.fail(t, lease.runId(), failedIn, cause);
            }
            return holder.filter(lease::equals).isPresent();
        });
        if (mine) { // else whoever has the lease now drops what we left
            control.write(t -> {
                Leftovers.dropOthers(t, lease.runId());
                Leftovers.dropOwn(t, lease.runId());
            });
            release(lease);
        }
    }

    /// Notes that this process of a run ends, and leaves its stage to the next one. The lease stays as
    /// well: until it expires, only the same run can take it.
    public void leave(Lease lease, Phase stoppedIn, String why) {
        endOwn(lease);
        control.write(t -> History.interrupt(t, lease, stoppedIn, why));
    }

    // What earlier connections of the run still do may hold locks, if they were lost: it ends now.
    private void endOwn(Lease lease) {
        Backends.endOthers(control, List.of(lease.runId()), sessions.applicationName());
    }

    public void release(Lease lease) {
        control.write(lease::release);
    }

    /// Gives up the lease of a process that published as this run and died before it could do so.
    public void releaseLeft(String runId) {
        control.write(t -> Lease.releaseLeft(t, runId));
    }

    /// Notes a refusal in the history, if this database has one: a first sync that is refused leaves no trace.
    public void noteRefusal(SyncRequest request, SyncException cause) {
        if (objects().hasRelation(Migrations.SCHEMA, "run")) {
            control.write(t -> {
                History.start(t, request);
                History.fail(t, request.runId(), Phase.Validating, cause);
            });
        }
    }

    /// Makes sure that the connection which publishes has ended, after it was lost: what it did is committed by then or
    /// never will be.
    ///
    /// @param fresh a connection of another `Sessions`
    public void end(TargetDatabase fresh) {
        Backends.end(fresh, control.backendPid(), sessions.applicationName());
    }

    /// Begins a transaction that only reads; the caller has to close it.
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
