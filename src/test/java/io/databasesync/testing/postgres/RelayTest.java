package io.databasesync.testing.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RelayTest {
    private static final int MEGABYTE = 1 << 20;

    private final Relay relay = new Relay(TestServer.newer());

    @AfterEach
    void close() {
        relay.close();
    }

    @Test
    void aWayDelaysBytesAndDoesNotThrottleThem() throws SQLException {
        try (Connection connection = connect()) {
            relay.delay(Duration.ofMillis(150), Duration.ofMillis(50));

            assertThat(took(connection, "select 1")).isBetween(Duration.ofMillis(200), Duration.ofSeconds(2));
            // one round trip after the other, 32 KiB each, would take six seconds
            assertThat(took(connection, ofBytes(MEGABYTE))).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void aNewConnectionPaysForTheHandshakeOfTcp() throws SQLException {
        relay.delay(Duration.ofMillis(50));
        long start = System.nanoTime();
        try (Connection _ = connect()) {
            assertThat(relay.flights()).isPositive();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isGreaterThanOrEqualTo(Duration.ofMillis(100L * (relay.flights() + 1)));
        }
    }

    @Test
    void connectionsShareTheBandwidth() throws SQLException {
        try (Connection one = connect();
                Connection other = connect()) {
            relay.bandwidth(2 * MEGABYTE);
            long start = System.nanoTime();
            CompletableFuture<Duration> beside = CompletableFuture.supplyAsync(() -> took(other, ofBytes(MEGABYTE)));
            took(one, ofBytes(MEGABYTE));
            beside.join();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
            assertThat(relay.received()).isGreaterThan(2 * MEGABYTE);
            relay.bandwidth(0);
            assertThat(took(one, ofBytes(MEGABYTE))).isLessThan(Duration.ofMillis(400));
        }
    }

    @Test
    void aCutEndsAllConnectionsAndRefusesNewOnesUntilTheRestore() throws SQLException {
        try (Connection connection = connect()) {
            relay.cut();

            assertThatThrownBy(() -> run(connection, "select 1")).isInstanceOf(SQLException.class);
            assertThatThrownBy(this::connect).isInstanceOf(SQLException.class);
            assertThat(relay.connections()).isZero();
            relay.restore();
            connect().close();
        }
    }

    @Test
    void aBlackHoleEndsNothingAndLosesNothing() throws SQLException {
        try (Connection connection = connect()) {
            relay.mark();
            relay.blackHole();
            CompletableFuture<Duration> answer = CompletableFuture.supplyAsync(() -> took(connection, "select 1"));
            await().until(() -> relay.flights() == 1);

            assertThat(relay.sent()).isZero();
            assertThat(answer).isNotDone();
            relay.restore();
            answer.join();
        }
    }

    @Test
    void refusesAShareOfNewConnections() throws SQLException {
        relay.refuse(0.5);

        connect().close();
        assertThatThrownBy(this::connect).isInstanceOf(SQLException.class);
        connect().close();
        assertThatThrownBy(this::connect).isInstanceOf(SQLException.class);
    }

    @Test
    void countsTheFlightsSinceTheMark() throws SQLException {
        try (Connection one = connect();
                Connection other = connect()) {
            relay.mark();
            run(one, "select 1; select 2");
            run(one, "select 3");
            run(other, "select 4");

            assertThat(relay.flightsByConnection()).containsExactlyInAnyOrder(2, 1);
            assertThat(relay.flights()).isEqualTo(3);
            relay.mark();
            assertThat(relay.flights()).isZero();
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://%s/postgres?user=%s&sslmode=disable&gssEncMode=disable"
                .formatted(relay.address(), TestServer.SUPERUSER));
    }

    private static String ofBytes(int count) {
        return "select repeat('x', %d)".formatted(count);
    }

    private static Duration took(Connection connection, String sql) {
        long start = System.nanoTime();
        try {
            run(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
