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
final class ReachCheck {
    private static final Logger LOG = LoggerFactory.getLogger(ReachCheck.class);
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final String SECONDS_TO_CONNECT = "5";
    /// One attempt may fail because the server is busy.
    private static final int TRIES = 4;

    private final Duration patience;
    private final Predicate<ConnectionSettings> reachable;
    private final Map<ConnectionSettings, Integer> failed = new HashMap<>();

    /// @param patience how long no connection to the server has to be silent before somebody asks whether it is there
    /// @param reachable whether the server answers to a new connection
    ReachCheck(Duration patience, Predicate<ConnectionSettings> reachable) {
        this.patience = patience;
        this.reachable = reachable;
    }

    /// @param application the name of new connections
    static ReachCheck of(Supplier<String> application) {
        return new ReachCheck(PATIENCE, server -> reachable(server, application.get()));
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
        failed.keySet().retainAll(servers.keySet());
        Map<ConnectionSettings, Supplier<Boolean>> answers = new HashMap<>(); // of all at the same time
        servers.keySet().forEach(server -> answers.put(server, SideBySide.start(() -> reachable.test(server))));
        answers.forEach((server, answer) -> {
            if (answer.get()) {
                failed.remove(server);
            } else if (failed.merge(server, 1, Integer::sum) >= TRIES) {
                failed.remove(server);
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
}
