package io.databasesync.postgres.session;

import io.databasesync.sync.ConnectionSettings;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notices within a minute that a server cannot be reached any more while the run waits for its answer. Keepalives do
/// not notice that if the question itself got lost: TCP sends it again, for a quarter of an hour on Linux.
///
/// A statement may take hours, and the server writes a line about each login into its log. So a server that answers is
/// asked more and more rarely, and by a `Knock`; only one that does not answer it is asked by a login.
final class ReachCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ReachCheck.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String SECONDS_TO_CONNECT = "5";
    /// One attempt may fail because the server is busy.
    private static final int TRIES = 4;
    /// Looks that are left out at most, after several answers. With the tries, the minute is kept.
    private static final int MOST_RESTS = 2;

    private final Duration patience;
    private final Predicate<ConnectionSettings> knock;
    private final Predicate<ConnectionSettings> reachable;
    private final Map<ConnectionSettings, Silent> known = new HashMap<>();

    /// @param patience how long no connection to the server has to be silent before somebody asks whether it is there
    /// @param knock whether the server answers before a login; one that does not may be there all the same
    /// @param reachable whether the server answers to a login
    ReachCheck(Duration patience, Predicate<ConnectionSettings> knock, Predicate<ConnectionSettings> reachable) {
        this.patience = patience;
        this.knock = knock;
        this.reachable = reachable;
    }

    /// @param application the name of new connections
    static ReachCheck of(Supplier<String> application) {
        return new ReachCheck(PATIENCE, Knock::answered, server -> reachable(server, application.get()));
    }

    /// Looks every few seconds until the run has ended.
    void watch(Collection<Session> open, CountDownLatch ended) {
        try {
            while (!ended.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                look(open);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Looks once. Gives up the connections to a server that could not be reached several times in a row while one of
    /// them waited.
    void look(Collection<Session> open) {
        Map<ConnectionSettings, List<Session>> servers =
                open.stream().filter(session -> !session.lost()).collect(Collectors.groupingBy(Session::endpoint));
        servers.values().removeIf(sessions -> !silent(sessions));
        known.keySet().retainAll(servers.keySet());
        servers.keySet().forEach(server -> known.computeIfAbsent(server, _ -> new Silent()));
        Map<ConnectionSettings, Supplier<Boolean>> answers = new HashMap<>(); // of all at the same time
        known.forEach((server, silent) -> {
            if (silent.due()) {
                Predicate<ConnectionSettings> question = silent.failed == 0 ? knock : reachable;
                answers.put(server, SideBySide.start(() -> question.test(server)));
            }
        });
        answers.forEach((server, answer) -> {
            Silent silent = known.getOrDefault(server, new Silent());
            if (answer.get()) {
                silent.answered();
            } else if (silent.failed() >= TRIES) {
                known.remove(server);
                LOG.warn("event=unreachable server={} attempts={}", server, TRIES);
                servers.getOrDefault(server, List.of()).forEach(Session::abort);
            }
        });
    }

    private boolean silent(List<Session> sessions) {
        return sessions.stream().anyMatch(session -> session.times().waitingFor(patience))
                && sessions.stream().allMatch(session -> session.times().silentFor(patience));
    }

    /// Whether a server answers to a new connection, were it by refusing it.
    static boolean reachable(ConnectionSettings server, String application) {
        Properties properties = DriverSettings.properties(server, application);
        properties.setProperty("connectTimeout", SECONDS_TO_CONNECT);
        properties.setProperty("loginTimeout", SECONDS_TO_CONNECT);
        try (Connection connection = DriverManager.getConnection(DriverSettings.url(server), properties)) {
            return !connection.isClosed();
        } catch (SQLException e) {
            return !ConnectFailure.silent(e);
        }
    }

    /// What earlier looks found out about a server of which nothing is heard.
    private static final class Silent {
        private int failed;
        private int answered;
        private int rests;

        boolean due() {
            return rests-- <= 0;
        }

        void answered() {
            failed = 0;
            answered++;
            rests = Math.min(answered, MOST_RESTS);
        }

        int failed() {
            rests = 0;
            return ++failed;
        }
    }
}
