package io.databasesync.postgres.checksum;

import io.databasesync.postgres.catalog.Catalog;
import io.databasesync.postgres.catalog.TableDefinition;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.postgres.session.Sessions;
import io.databasesync.postgres.session.TransactionMode;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.TableName;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A database of PostgreSQL 17 as source, one of 15 as target, and the checksums of their tables `t`.
final class ComparedDatabases implements AutoCloseable {
    private final TestDatabase newer = TestServer.newer().createDatabase();
    private TestDatabase older = TestServer.older().createDatabase();

    TestDatabase newer() {
        return newer;
    }

    TestDatabase older() {
        return older;
    }

    /// Makes the target anew, with other options.
    TestDatabase replaceOlder(String options) {
        older.close();
        older = TestServer.older().createDatabase(options);
        return older;
    }

    /// Runs statements on both.
    void both(String... sql) {
        newer.execute(sql);
        older.execute(sql);
    }

    TableDigest source() {
        try (var sessions = new Sessions("checksum", new Cancellation())) {
            SourceDatabase source = SourceDatabase.connect(sessions, newer.endpoint());
            try (SourceSnapshot snapshot = source.snapshot(List.of(new TableName("public", "t")));
                    SourceSnapshot.Reader reader = snapshot.openReader()) {
                return reader.checksum(pair(sessions));
            }
        }
    }

    TableDigest target() {
        try (var sessions = new Sessions("checksum", new Cancellation())) {
            TablePair pair = pair(sessions);
            return TargetDatabase.connect(sessions, older.endpoint())
                    .control()
                    .inTransaction(
                            TransactionMode.READ_ONLY,
                            TableChecksum.ofTarget(pair, "public.t", "on the target")::digest);
        }
    }

    TablePair pair(Sessions sessions) {
        TableDefinition there =
                TargetDatabase.connect(sessions, older.endpoint()).read(ComparedDatabases::definition);
        TableDefinition here =
                SourceDatabase.connect(sessions, newer.endpoint()).read(ComparedDatabases::definition);
        return new TablePair(here, Optional.of(there), true);
    }

    private static TableDefinition definition(Catalog catalog) {
        Map<TableName, Long> oids = catalog.oids(List.of(new TableName("public", "t")));
        return catalog.definitions(catalog.tables(oids.values())).getFirst();
    }

    @Override
    public void close() {
        newer.close();
        older.close();
    }
}
