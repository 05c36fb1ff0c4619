package io.databasesync.cluster;

import io.databasesync.testing.postgres.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;

/// Holds a sync up while it copies: rows of the table `gated` get into the target only while the gate is open.
final class Gate implements AutoCloseable {
    private static final String FUNCTION = "create function gate(integer) returns boolean ";
    private static final String TABLE = "create table gated (id integer primary key, body text, check (gate(id)))";

    private final Connection keeper;

    private Gate(Connection keeper) {
        this.keeper = keeper;
    }

    /// Makes the table on both sides.
    static void build(TestDatabase source, TestDatabase target) {
        source.execute(
                FUNCTION + "language sql immutable as 'select true'",
                TABLE,
                "insert into gated select i, md5(i::text) from generate_series(1, 5000) i");
        target.execute(
                FUNCTION + "language plpgsql as 'begin perform pg_advisory_xact_lock_shared(4711); return true; end'",
                TABLE,
                "insert into gated select i, 'old' from generate_series(1, 3000) i");
    }

    /// A sync with the table and the Secrets.
    static TestSync newSync(Installation cluster, String name) {
        TestSync sync = cluster.newSync(name);
        build(sync.source(), sync.target());
        return sync.withSecrets();
    }

    static Gate shut(TestDatabase target) {
        Gate gate = new Gate(target.connect());
        gate.execute("select pg_advisory_lock(4711)");
        return gate;
    }

    void open() {
        execute("select pg_advisory_unlock_all()");
    }

    private void execute(String sql) {
        try (var statement = keeper.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            keeper.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
