package io.databasesync.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.engine.SyncEngine;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Restored;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.sync.TableSelection;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.time.Duration;
import java.util.List;

/// Two tables on both sides, each with a row that names its origin, and runs on them.
public final class TwoTables implements AutoCloseable {
    public static final String ALL = "public.*";

    private final TestDatabase source = TestServer.newer().createDatabase();
    private final TestDatabase target = TestServer.older().createDatabase();

    public TestDatabase source() {
        return source;
    }

    public TestDatabase target() {
        return target;
    }

    public void create() {
        for (TestDatabase database : List.of(source, target)) {
            database.execute(
                    "create table a (id serial primary key, who text)",
                    "create table b (id int primary key, who text)");
        }
        source.execute("insert into a (who) values ('source')", "insert into b values (1, 'source')");
        target.execute("insert into a (who) values ('target')", "insert into b values (1, 'target')");
    }

    public String kept(String table) {
        return target.value("select format('%%I.%%I', previous_schema, '%s') from databasesync.previous_generation"
                .formatted(table));
    }

    public static Restored restored(SyncOutcome outcome) {
        assertThat(outcome)
                .as(() -> outcome instanceof RolledBack(var _, var cause) ? cause.toString() : "")
                .isInstanceOf(Restored.class);
        return (Restored) outcome;
    }

    public static SyncException refused(SyncOutcome outcome, Reason reason) {
        assertThat(outcome).isInstanceOf(RolledBack.class);
        SyncException cause = ((RolledBack) outcome).cause();
        assertThat(cause.reason()).as(cause.getMessage()).isEqualTo(reason);
        return cause;
    }

    public void sync(String runId) {
        assertThat(run(Operation.Sync, runId, ALL, 1, target.endpoint())).isInstanceOf(Synced.class);
    }

    public SyncOutcome rollBack(String runId) {
        return run(Operation.Rollback, runId, ALL, 1, target.endpoint());
    }

    public SyncOutcome run(Operation operation, String runId, String tables, int keep, ConnectionSettings to) {
        return new SyncEngine().run(request(operation, runId, tables, keep, to), ProgressSink.NONE, new Cancellation());
    }

    public SyncRequest request(Operation operation, String runId, String tables, int keep, ConnectionSettings to) {
        return SyncRequest.of(Direction.RemoteToLocal, source.endpoint(), to)
                .runId(runId)
                .operation(operation)
                .tables(TableSelection.ALL.withInclude(List.of(tables)))
                .safety(new Safety(keep, Duration.ofMillis(500), 100))
                .requestedBy("a test")
                .build();
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }
}
