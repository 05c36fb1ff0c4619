package io.databasesync.postgres.session;

import io.databasesync.sync.ConnectionSettings;
import java.util.concurrent.ConcurrentLinkedDeque;

/// Connections to one server. To open one costs several round trips, so one that is not needed any more waits for its
/// next user.
public final class SessionPool {
    private final Sessions sessions;
    private final ConnectionSettings endpoint;
    private final ConcurrentLinkedDeque<Session> idle = new ConcurrentLinkedDeque<>();

    public SessionPool(Sessions sessions, ConnectionSettings endpoint) {
        this.sessions = sessions;
        this.endpoint = endpoint;
    }

    /// Takes a connection, or opens one.
    public Session take() {
        for (Session session = idle.poll(); session != null; session = idle.poll()) {
            if (!session.lost()) {
                return session;
            }
            session.close();
        }
        return sessions.open(endpoint);
    }

    /// Keeps a connection for its next user.
    public void giveBack(Session session) {
        idle.push(session);
    }

    /// Closes those that nobody uses: their server has room for others then, and none of them is lost unnoticed.
    public void closeIdle() {
        for (Session session = idle.poll(); session != null; session = idle.poll()) {
            session.close();
        }
    }
}
