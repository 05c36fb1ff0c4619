package io.databasesync.testing.postgres;

import io.databasesync.sync.ConnectionSettings.HostPort;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A connection to a server that records the clients' statements by trip. After each trip a client waits for the
/// server's answer.
///
/// @see <a href="https://www.postgresql.org/docs/current/protocol-flow.html">Message flow</a>
public final class TappedLink implements AutoCloseable {
    private final TestServer server;
    private final Entrance entrance;
    private final List<List<String>> connections = new CopyOnWriteArrayList<>();

    public TappedLink(TestServer server) {
        this.server = server;
        this.entrance = new Entrance();
        Thread.ofVirtual().start(this::accept);
    }

    public HostPort address() {
        return entrance.address();
    }

    /// The trips of one connection, from the first that contains the text to the next commit, inclusive. The
    /// statements of a trip are one text.
    public List<String> untilCommit(String first) {
        for (List<String> trips : connections) {
            int from = 0;
            while (from < trips.size() && !trips.get(from).contains(first)) {
                from++;
            }
            for (int to = from; to < trips.size(); to++) {
                if (trips.get(to).lines().anyMatch(line -> line.strip().equals("commit"))) {
                    return List.copyOf(trips.subList(from, to + 1));
                }
            }
        }
        throw new IllegalStateException("nobody sent " + first + " and committed");
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket client = entrance.accept();
                Socket behind = new Socket(server.host(), server.port());
                client.setTcpNoDelay(true); // or each trip waits for an acknowledgement that is delayed
                behind.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> tap(client, behind));
                Thread.ofVirtual().start(() -> LoadBalancer.pump(behind, client));
            } catch (IOException _) {
                // closed, or the server is gone: the client sees that its connection ends
            }
        }
    }

    private void tap(Socket client, Socket behind) {
        List<String> trips = new CopyOnWriteArrayList<>();
        connections.add(trips);
        List<String> trip = new ArrayList<>();
        try (client;
                behind) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            DataOutputStream out = new DataOutputStream(new BufferedOutputStream(behind.getOutputStream()));
            byte[] startup = body(in);
            out.writeInt(startup.length + Integer.BYTES);
            out.write(startup);
            out.flush();
            for (int type = in.read(); type >= 0; type = in.read()) {
                byte[] body = body(in);
                if (type == 'P' || type == 'Q') {
                    trip.add(sql(type, body));
                }
                if (type == 'S' || type == 'Q') { // the server answers, and the client waits for it
                    trips.add(String.join(";\n", trip));
                    trip.clear();
                }
                out.writeByte(type);
                out.writeInt(body.length + Integer.BYTES);
                out.write(body);
                out.flush();
            }
        } catch (EOFException _) {
            // the client is gone
        } catch (IOException _) {
            // the other direction has closed both
        }
    }

    private static byte[] body(DataInputStream in) throws IOException {
        return in.readNBytes(in.readInt() - Integer.BYTES);
    }

    // In `P`, the text comes after the name of the statement and before the types of parameters.
    private static String sql(int type, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        String sql = type == 'P' ? text.substring(text.indexOf('\0') + 1) : text;
        return sql.substring(0, sql.indexOf('\0'));
    }

    @Override
    public void close() {
        entrance.close();
    }
}
