package io.databasesync.postgres.target;

import io.databasesync.postgres.session.Session;
import io.databasesync.postgres.session.TransactionMode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Opens a connection to the target after others were lost, and finds out whether the run can go on over it.
final class Reconnection {
    /// A connection without an answer for this time is dead. Its statements are short, and wait no longer for a lock.
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final TargetDatabase target;
    private final Lease lease;

    Reconnection(TargetDatabase target, Lease lease) {
        this.target = target;
        this.lease = lease;
    }

    /// A connection that is lost if the server gives no answer.
    static Session openForShortStatements(TargetDatabase target) {
        Session session = target.sessions().open(target.endpoint());
        session.answersWithin(ANSWER);
        return session;
    }

    /// Opens the connection, and ends the sessions that the server still has for lost connections of the run.
    /// Afterwards the work of these is committed or never will be.
    ///
    /// @param before the server's processes when the run began
    /// @return empty if the server may lack some of the run's commits
    Optional<Session> open(ServerProcesses before) {
        Session session = openForShortStatements(target);
        boolean usable = false;
        try {
            if (session.identity().sameServer(target.identity())
                    && before.survivedUntil(ServerProcesses.read(session))) {
                prove(session);
                usable = true;
            }
            return usable ? Optional.of(session) : Optional.empty();
        } finally {
            if (!usable) {
                session.close();
            }
        }
    }

    private void prove(Session session) {
        boolean mine = session.inTransaction(TransactionMode.READ_ONLY, Lease::holder)
                .map(LeaseHolder::lease)
                .filter(lease::equals)
                .isPresent();
        if (mine) { // otherwise these may be sessions of the next process of this run
            String current = target.sessions().applicationName();
            Backends.endOthers(session, List.of(lease.runId()), current);
            if (target.control().lost()) {
                Backends.end(session, target.control().backendPid(), target.sessions());
            }
        }
        session.write(lease::heartbeat);
    }
}
