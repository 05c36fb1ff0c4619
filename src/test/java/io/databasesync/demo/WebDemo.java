package io.databasesync.demo;

import io.databasesync.dashboard.Laptop;
import io.databasesync.sync.TableSelection;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// Serves the dashboard over a knowledge base and an old copy of it, until somebody presses Ctrl-C.
///
/// `mvn -q -B -ntp test-compile exec:exec@web-demo`
final class WebDemo {
    private static final int PAGES = 12_000;
    private static final int OLD_PAGES = 1_000;

    private static final TableSelection TABLES = TableSelection.ALL.withInclude(List.of("public.archon_*"));

    private WebDemo() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.out.println("Starting two PostgreSQL servers …");
        CountDownLatch ended = new CountDownLatch(1);
        try (TestDatabase remote = TestServer.newer().createDatabase();
                TestDatabase local = TestServer.older().createDatabase()) {
            remote.fixture(PAGES, false);
            local.fixture(OLD_PAGES, false);
            try (Laptop laptop = new Laptop(remote, local, TABLES)) {
                System.out.printf(
                        "%s%nOpen it within a minute. It works once; Ctrl-C stops everything.%n", laptop.address());
                ended.await(); // hooks of the servers stop them
            }
        }
    }
}
