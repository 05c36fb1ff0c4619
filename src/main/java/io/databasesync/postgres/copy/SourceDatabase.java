package io.databasesync.postgres.copy;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.session.Answer;
import io.databasesync.postgres.session.Batch;
import io.databasesync.postgres.session.ConnectedDatabase;
import io.databasesync.postgres.session.LockHolders;
import io.databasesync.postgres.session.SameDatabaseProbe;
import io.databasesync.postgres.session.ServerIdentity;
import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.Sessions;
import io.databasesync.postgres.session.SideBySide;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.session.Transaction;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// The source. Nothing here can write: every transaction is read-only.
public final class SourceDatabase implements ConnectedDatabase {
    /// The session that holds a snapshot runs short statements only. Without an answer for this time, it is lost.
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final Sessions sessions;
    private final ConnectionSettings endpoint;
    private final Session control;
    private final ServerIdentity identity;

    private SourceDatabase(Sessions sessions, ConnectionSettings endpoint) {
        this.sessions = sessions;
        this.endpoint = endpoint;
        this.control = sessions.open(endpoint);
        this.identity = ServerIdentity.read(control);
    }

    /// Connects and reads the server's identity.
    public static SourceDatabase connect(Sessions sessions, ConnectionSettings endpoint) {
        return new SourceDatabase(sessions, endpoint);
    }

    /// Begins to open connections that will read a snapshot.
    public void prepare(int connections) {
        sessions.prepare(endpoint, connections);
    }

    @Override
    public Session control() {
        return control;
    }

    @Override
    public ServerIdentity identity() {
        return identity;
    }

    /// The time after which a standby cancels a read that delays its replay: `30s`. Absent if this is not a standby,
    /// if it waits for ever, or if its primary keeps the rows that it reads.
    public Optional<String> endsReadsAfter() {
        return control.ask(
                TransactionMode.READ_ONLY,
                t -> t.ask(
                                "select current_setting('max_standby_streaming_delay') where pg_catalog.pg_is_in_recovery()"
                                        + " and current_setting('max_standby_streaming_delay') <> '-1'"
                                        + " and current_setting('hot_standby_feedback') = 'off'",
                                row -> row.getString(1),
                                Reason.ConnectionLost,
                                "reading settings of the source")
                        .map(settings -> settings.stream().findFirst()));
    }

    /// Whether another database is the same as this one, under any name and through any pooler.
    public boolean is(ConnectedDatabase other) {
        return SameDatabaseProbe.same(this, other);
    }

    /// Makes one more connection and checks that it leads here. The connection stays for a reader.
    ///
    /// @throws SyncException `LoadBalancedSource` if it does not
    public void assertReached() {
        Session session = open();
        try {
            assertReached(session);
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
        sessions.keep(endpoint, session);
    }

    Session open() {
        return sessions.open(endpoint);
    }

    void assertReached(Session session) {
        if (!ServerIdentity.read(session).sameServer(identity)) {
            throw SyncException.of(
                    Reason.LoadBalancedSource,
                    "database " + endpoint,
                    "connections to database %s, the source, reach different servers, which cannot share a snapshot"
                            .formatted(endpoint),
                    Fix.advice("name one of them: correct " + endpoint.where(ConnectionSettings.Part.Host)));
        }
    }

    /// Reads the catalog in one consistent snapshot.
    public <T> T read(Function<Catalog, T> work) {
        return control.inTransaction(TransactionMode.SNAPSHOT, t -> work.apply(new Catalog(t)));
    }

    /// Exports a snapshot of some tables. They are locked first, so that no `TRUNCATE` can come in between.
    public SourceSnapshot snapshot(Collection<TableName> tables) {
        return begunSnapshot(tables).get();
    }

    /// The same beside other work. Ask for it in the same thread.
    public Supplier<SourceSnapshot> begunSnapshot(Collection<TableName> tables) {
        // A snapshot before the locks could miss a TRUNCATE in between.
        Transaction holder = control.begin(TransactionMode.SNAPSHOT, locks(tables), Reason.CopyFailed);
        Supplier<SourceSnapshot> taken = SideBySide.start(() -> snapshot(holder, tables));
        return () -> {
            try {
                return taken.get();
            } catch (SyncException e) {
                holder.close();
                throw e.reason() == Reason.TargetLocked ? held(e.as(Reason.SourceLocked), tables) : e;
            } catch (RuntimeException | Error e) {
                holder.close();
                throw e;
            }
        };
    }

    private SourceSnapshot snapshot(Transaction holder, Collection<TableName> tables) {
        Answer<List<String>> id = holder.ask(
                "select pg_catalog.pg_export_snapshot()",
                row -> row.getString(1),
                Reason.CopyFailed,
                "exporting a snapshot on the source");
        Map<Long, Long> blocks = new Catalog(holder).sizes().heapBlocksOf(tables);
        control.answersWithin(ANSWER);
        return new SourceSnapshot(this, holder, id.get().getFirst(), blocks);
    }

    private SyncException held(SyncException locked, Collection<TableName> tables) {
        List<String> names = tables.stream().map(TableName::toString).toList();
        return LockHolders.namedOnSource(locked, control, names, sessions.applicationName());
    }

    private static Batch locks(Collection<TableName> tables) {
        String doing = "locking the source's tables in ACCESS SHARE mode";
        String names = tables.stream().map(Sql::qualified).collect(Collectors.joining(", "));
        return new Batch()
                .add("set local lock_timeout = '30s'", doing)
                .add("lock table " + names + " in access share mode", doing);
    }

    /// Begins a transaction that only reads. The caller must close it.
    public Transaction reading() {
        return control.begin(TransactionMode.SNAPSHOT);
    }
}
