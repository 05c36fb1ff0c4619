package io.databasesync.engine.validation;

import io.databasesync.postgres.catalog.Sequence;
import io.databasesync.postgres.catalog.ServerLimits;
import io.databasesync.postgres.catalog.ServerLimits.Connections;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.ConnectedDatabase;
import io.databasesync.postgres.session.Sql;
import io.databasesync.postgres.stage.IndexStep;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.Side;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest.Parallelism;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Fits a run into what a server allows, or refuses it: connections and locks.
public final class LimitCheck {
    /// A TOAST table and its index.
    private static final int TOAST = 2;

    private final Side side;
    private final ConnectedDatabase database;
    private final ServerLimits limits;
    private final int held;

    /// @param held connections that the run needs besides, and keeps
    public LimitCheck(Side side, ConnectedDatabase database, ServerLimits limits, int held) {
        this.held = held;
        this.side = side;
        this.database = database;
        this.limits = limits;
    }

    /// The same with as many index builds as the target has workers and memory for, unless the request gives a number.
    public Parallelism built(Parallelism wanted) {
        return wanted.indexesByServer()
                ? wanted.with(wanted.tables(), limits.indexBuilds().atOnce(wanted.indexes(), IndexStep.PLAIN_MEMORY))
                : wanted;
    }

    /// Lowers what the run does at the same time to the connections that are free. Behind a pooler, nobody can count
    /// them.
    ///
    /// @throws SyncException `LimitTooLow` if even one table at a time needs more, `InsufficientResources` if it
    /// needs more only because others hold connections
    public Parallelism affordable(Parallelism wanted, ChosenMode mode) {
        Optional<Connections> scarce = database.identity().pooled()
                ? Optional.empty()
                : limits.connections().stream().min(Comparator.comparingLong(Connections::free));
        if (scarce.isEmpty()) {
            return wanted;
        }
        Connections connections = scarce.get();
        Parallelism fewer = wanted;
        while (further(fewer, mode) > connections.free() && (fewer.tables() > 1 || fewer.indexes() > 1)) {
            fewer = fewer.tables() >= fewer.indexes()
                    ? fewer.with(fewer.tables() - 1, fewer.indexes())
                    : fewer.with(fewer.tables(), fewer.indexes() - 1);
        }
        if (further(fewer, mode) > connections.free()) {
            throw tooFew(connections, further(fewer, mode));
        }
        return fewer;
    }

    // Beside the connection that looks: on the target the one of the lease, and one that writes in place.
    private long further(Parallelism parallelism, ChosenMode mode) {
        return switch (side) {
            case Source -> parallelism.tables();
            case Target ->
                switch (mode) {
                    case Swap -> 1L + held + parallelism.tables() + parallelism.indexes();
                    case InPlace -> 2L;
                };
        };
    }

    private SyncException tooFew(Connections connections, long further) {
        String name = database.identity().database();
        String login = limits.login();
        long enough = connections.used() + further;
        String found = "%d connections to the %s, of which %d are in use, and the run needs %d more"
                .formatted(connections.limit(), side, connections.used(), further);
        // its own connection and the further ones: if others hold them, they may end
        Reason reason = connections.limit() < 1 + further ? Reason.LimitTooLow : Reason.InsufficientResources;
        return switch (connections.by()) {
            case Role ->
                SyncException.of(
                        reason,
                        "role " + login,
                        "role %s may have %s".formatted(login, found),
                        Fix.runOn(side, "ALTER ROLE %s CONNECTION LIMIT %d".formatted(Sql.readable(login), enough)));
            case Database ->
                SyncException.of(
                        reason,
                        "database " + name,
                        "database %s allows %s".formatted(name, found),
                        Fix.runOn(side, "ALTER DATABASE %s CONNECTION LIMIT %d".formatted(Sql.readable(name), enough)));
            case Server ->
                SyncException.of(
                        reason,
                        "max_connections",
                        "max_connections leaves roles such as %s %s".formatted(login, found),
                        Fix.advice("raise max_connections there, or end other sessions"));
        };
    }

    /// Checks that the server has room for the locks of the largest transaction of a run. Making the stage locks no
    /// more than dropping it, which also takes the indexes.
    ///
    /// @param toasted how many of the tables have a TOAST table
    /// @throws SyncException `LimitTooLow`
    public void locks(List<TablePair> pairs, ChosenMode mode, long toasted) {
        List<TablePair> all = pairs.stream()
                .flatMap(p -> Stream.concat(Stream.of(p), p.routed()))
                .toList();
        long whole = TOAST * toasted + whole(all);
        long needed = switch (mode) {
            case Swap -> Math.max(whole, published(all));
            case InPlace -> whole;
        };
        if (needed > limits.locks()) {
            throw SyncException.of(
                    Reason.LimitTooLow,
                    "max_locks_per_transaction",
                    "one transaction of the run needs %d locks, and with max_locks_per_transaction = %d the %s has room for %d of all sessions"
                            .formatted(needed, limits.locksEach(), side, limits.locks()),
                    Fix.runOn(
                                    side,
                                    "ALTER SYSTEM SET max_locks_per_transaction = %d"
                                            .formatted(limits.locksEachFor(needed)))
                            .or("sync fewer tables at a time; the setting takes a restart of the server"));
        }
    }

    private long published(List<TablePair> pairs) {
        return pairs.stream()
                .mapToLong(p -> moving(p.definition())
                        + p.target().map(LimitCheck::moving).orElse(0L)
                        + given(p))
                .sum();
    }

    // Another owner gets the indexes and the TOAST table of the new table one by one.
    private long given(TablePair pair) {
        boolean other = pair.target()
                .filter(t -> !t.table().owner().equals(database.identity().role()))
                .isPresent();
        return other ? TOAST + pair.definition().indexes().size() : 0;
    }

    private static long whole(List<TablePair> pairs) {
        return pairs.stream()
                .mapToLong(
                        p -> moving(p.definition()) + p.definition().indexes().size())
                .sum();
    }

    private static long moving(TableDefinition definition) {
        return 1
                + definition.sequences().stream()
                        .filter(Sequence::movesWithTable)
                        .count();
    }
}
