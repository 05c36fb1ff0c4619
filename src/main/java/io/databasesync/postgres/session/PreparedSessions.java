package io.databasesync.postgres.session;

import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Connections that are opened before anybody needs them.
final class PreparedSessions {
    /// Something between us and the server may have cut a connection that was idle for longer.
    private static final Duration FRESH = Duration.ofSeconds(15);

    private final Deque<Prepared> waiting = new ArrayDeque<>();

    private record Prepared(ConnectionSettings endpoint, Supplier<Session> opening, long since) {
        boolean fresh() {
            return System.nanoTime() - since < FRESH.toNanos();
        }

        void close() {
            SideBySide.start("closing", () -> {
                try {
                    opening.get().close();
                } catch (SyncException _) {
                    // it was never open
                }
            });
        }
    }

    synchronized void add(ConnectionSettings endpoint, Supplier<Session> opening) {
        waiting.add(new Prepared(endpoint, opening, System.nanoTime()));
    }

    synchronized int waiting(ConnectionSettings endpoint) {
        return (int) waiting.stream()
                .filter(prepared -> prepared.endpoint().equals(endpoint))
                .count();
    }

    /// A connection, as soon as it is open. Empty if none was prepared, or if it could not be opened: the caller
    /// opens one then, and learns why.
    Optional<Session> take(ConnectionSettings endpoint) {
        Prepared next = next(endpoint);
        while (next != null) {
            if (next.fresh()) {
                try {
                    Session session = next.opening().get();
                    if (!session.lost()) {
                        return Optional.of(session);
                    }
                } catch (SyncException e) {
                    if (e.reason() == Reason.IdentityChanged) {
                        throw e;
                    }
                    // the next one may be open
                }
            } else {
                next.close();
            }
            next = next(endpoint);
        }
        return Optional.empty();
    }

    private synchronized @Nullable Prepared next(ConnectionSettings endpoint) {
        for (Iterator<Prepared> each = waiting.iterator(); each.hasNext(); ) {
            Prepared prepared = each.next();
            if (prepared.endpoint().equals(endpoint)) {
                each.remove();
                return prepared;
            }
        }
        return null;
    }

    /// Closes those that lead to a server.
    synchronized void forget(ConnectionSettings endpoint) {
        waiting.removeIf(prepared -> {
            boolean there = prepared.endpoint().equals(endpoint);
            if (there) {
                prepared.close();
            }
            return there;
        });
    }
}
