package io.databasesync.dashboard;

import io.databasesync.cli.web.engine.EngineCaller;
import io.databasesync.engine.SyncEngine;
import io.databasesync.engine.TargetHistory;
import io.databasesync.sync.Direction;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableSelection;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.web.Board;
import io.databasesync.web.OneTimeAccess;
import io.databasesync.web.WebServer;
import io.databasesync.web.WebSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;

/// What `dbsync web --direction=remote-to-local` serves, over two databases.
public final class Laptop implements AutoCloseable {
    private final Board board = new Board();
    private final EngineCaller person;
    private final OneTimeAccess access;
    private final WebServer server;

    public Laptop(TestDatabase remote, TestDatabase local, TableSelection tables) {
        AtomicInteger runs = new AtomicInteger();
        person = new EngineCaller(
                operation -> SyncRequest.between(Direction.RemoteToLocal, local.endpoint(), remote.endpoint())
                        .runId("run-" + runs.incrementAndGet())
                        .operation(operation)
                        .tables(tables)
                        .requestedBy("a person")
                        .build(),
                new SyncEngine()::run,
                TargetHistory::read,
                board,
                "0.1.0");
        access = new OneTimeAccess(person, InstantSource.system());
        server = new WebServer(
                WebSettings.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ""), access, board);
    }

    /// An address that lets one browser in.
    public String address() {
        return "http://127.0.0.1:%d/#code=%s".formatted(server.port(), access.newCode());
    }

    @Override
    public void close() {
        server.close();
        person.close();
        board.close();
    }
}
