package io.databasesync.testing.engine;

import static org.assertj.core.api.Assertions.fail;

import io.databasesync.engine.SyncEngine;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Plan;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Planned;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableSelection;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.util.List;
import java.util.function.UnaryOperator;

/// Two databases, remote to local, and the plan of a run between them.
public final class PlanFixture implements AutoCloseable {
    public final TestDatabase source = TestServer.newer().createDatabase();
    public final TestDatabase target = TestServer.older().createDatabase();

    private ConnectionSettings sourceEndpoint = source.endpoint();
    private ConnectionSettings targetEndpoint = target.endpoint();
    private List<String> include = List.of();
    private List<String> exclude = List.of();

    public PlanFixture both(String... statements) {
        source.execute(statements);
        target.execute(statements);
        return this;
    }

    public PlanFixture include(String... patterns) {
        include = List.of(patterns);
        return this;
    }

    public PlanFixture exclude(String... patterns) {
        exclude = List.of(patterns);
        return this;
    }

    public PlanFixture through(ConnectionSettings newSource, ConnectionSettings newTarget) {
        sourceEndpoint = newSource;
        targetEndpoint = newTarget;
        return this;
    }

    public Plan plan() {
        return plan(UnaryOperator.identity());
    }

    public Plan plan(UnaryOperator<SyncRequest> change) {
        return run(change.apply(request(Operation.Plan))) instanceof Planned(Plan plan) ? plan : fail("no plan");
    }

    public SyncOutcome sync(UnaryOperator<SyncRequest> change) {
        return run(change.apply(request(Operation.Sync)));
    }

    public SyncException refusal(UnaryOperator<SyncRequest> change) {
        SyncOutcome outcome = sync(change);
        return outcome instanceof RolledBack(var _, SyncException cause) ? cause : fail("not refused: " + outcome);
    }

    private static SyncOutcome run(SyncRequest request) {
        return new SyncEngine().run(request, ProgressSink.NONE, new Cancellation());
    }

    private SyncRequest request(Operation operation) {
        return SyncRequest.of(Direction.RemoteToLocal, sourceEndpoint, targetEndpoint)
                .runId("plan-fixture")
                .operation(operation)
                .tables(TableSelection.ALL.withInclude(include).withExclude(exclude))
                .requestedBy("a test")
                .build();
    }

    @Override
    public void close() {
        source.close();
        target.close();
    }
}
