package io.databasesync.postgres.swap;

import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.target.TargetDatabase;
import org.jspecify.annotations.Nullable;

/// A session of the target that is opened when it is needed: most swaps fill no table.
final class LazySession implements AutoCloseable {
    private final TargetDatabase target;
    private @Nullable Session session;

    LazySession(TargetDatabase target) {
        this.target = target;
    }

    Session open() {
        Session open = session == null ? target.sessions().open(target.endpoint()) : session;
        session = open;
        return open;
    }

    @Override
    public void close() {
        if (session != null) {
            session.close();
        }
    }
}
