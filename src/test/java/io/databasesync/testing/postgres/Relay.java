package io.databasesync.testing.postgres;

import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.ConnectionSettings.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A network between a client and a server: far away, slow or broken, as a test sets it. Each setting counts from the
/// next byte on and may change at any time.
///
/// A flight is a client's bytes after the server's bytes: on a long way, each flight costs a round trip.
public final class Relay implements AutoCloseable {
    private final HostPort server;
    private final Entrance entrance;
    private final RelayWay there = new RelayWay();
    private final RelayWay back = new RelayWay();
    private final Set<RelayedConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;
    private double refusedShare;
    private double refusalDue;

    public Relay(TestServer server) {
        this(new HostPort(server.host(), server.port()));
    }

    public Relay(HostPort server) {
        this(server, InetAddress.getLoopbackAddress());
    }

    /// @param here the address of this machine that clients can reach
    public Relay(HostPort server, InetAddress here) {
        this.server = server;
        this.entrance = new Entrance(here);
        Thread.ofVirtual().start(this::accept);
    }

    public HostPort address() {
        return entrance.address();
    }

    /// The same database, by this way.
    public ConnectionSettings to(ConnectionSettings endpoint) {
        return endpoint.withHosts(List.of(address()));
    }

    /// Delays bytes without throttling them. A new connection costs one round trip more, as the handshake of TCP does.
    public Relay delay(Duration eachWay) {
        return delay(eachWay, eachWay);
    }

    public Relay delay(Duration toServer, Duration toClient) {
        there.delay(toServer);
        back.delay(toClient);
        return this;
    }

    /// Limits each direction; all connections share it.
    ///
    /// @param bytesPerSecond 0 for no limit
    public Relay bandwidth(long bytesPerSecond) {
        there.bandwidth(bytesPerSecond);
        back.bandwidth(bytesPerSecond);
        return this;
    }

    /// Resets this share of new connections, evenly spread: with 0.25, each fourth.
    public synchronized Relay refuse(double share) {
        refusedShare = share;
        return this;
    }

    /// Resets all connections, and new ones too until `restore`.
    public void cut() {
        cut = true;
        connections.forEach(RelayedConnection::reset);
    }

    /// Passes nothing on until `restore`, resets nothing. What was sent arrives after it, as if TCP sent it again.
    public void blackHole() {
        there.block();
        back.block();
    }

    /// Ends a cut, a black hole and refusals.
    public void restore() {
        cut = false;
        refuse(0);
        there.unblock();
        back.unblock();
    }

    /// Sets all counts to zero.
    public void mark() {
        there.mark();
        back.mark();
        connections.removeIf(RelayedConnection::isClosed);
        connections.forEach(RelayedConnection::mark);
    }

    /// The flights of all connections since the mark.
    public int flights() {
        return flightsByConnection().stream().mapToInt(Integer::intValue).sum();
    }

    /// The flights since the mark of each connection that sent anything.
    public List<Integer> flightsByConnection() {
        return connections.stream()
                .map(RelayedConnection::flights)
                .filter(flights -> flights > 0)
                .toList();
    }

    /// The number of bytes that reached the server since the mark.
    public long sent() {
        return there.passed();
    }

    /// The number of bytes that reached clients since the mark.
    public long received() {
        return back.passed();
    }

    /// The number of connections, those that a black hole keeps from their server too.
    public long connections() {
        return connections.stream().filter(connection -> !connection.isClosed()).count();
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                if (cut || isRefused()) {
                    RelayedConnection.reset(client);
                } else {
                    RelayedConnection connection = new RelayedConnection(client, there, back);
                    connections.add(connection);
                    Thread.ofVirtual().start(() -> connection.run(new InetSocketAddress(server.host(), server.port())));
                    if (cut) { // since the question above
                        connection.reset();
                    }
                }
            } catch (IOException _) {
                // closed, or the client is gone again
            }
        }
    }

    private synchronized boolean isRefused() {
        refusalDue += refusedShare;
        if (refusalDue < 1) {
            return false;
        }
        refusalDue -= 1;
        return true;
    }

    @Override
    public void close() {
        entrance.close();
        cut();
    }
}
