package io.databasesync.cli.web.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.databasesync.engine.SyncEngine;
import io.databasesync.engine.TargetHistory;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.SyncRequest;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import io.databasesync.web.api.Bodies;
import io.databasesync.web.api.Changes;
import io.databasesync.web.api.Kind;
import io.databasesync.web.api.Refusal;
import io.databasesync.web.api.RunView;
import io.databasesync.web.api.SyncView;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The web server over the engine, between two servers and without a cluster.
class EngineCallerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String NAMESPACE = EngineCaller.NAMESPACE;
    private static final String SYNC = EngineCaller.SYNC;

    private final TestDatabase remote = TestServer.newer().createDatabase();
    private final TestDatabase local = TestServer.older().createDatabase();
    private final AtomicInteger ids = new AtomicInteger();
    private final Told told = new Told();
    private final EngineCaller person = newProcess();

    /// Remembers what the page would hear.
    private static final class Told implements Changes {
        private final List<SyncView> syncs = new CopyOnWriteArrayList<>();
        private final List<RunView> runs = new CopyOnWriteArrayList<>();

        @Override
        public void put(SyncView sync) {
            syncs.add(sync);
        }

        @Override
        public void put(RunView run) {
            runs.add(run);
        }

        @Override
        public void gone(Kind kind, String namespace, String name) {}
    }

    private EngineCaller newProcess() {
        return new EngineCaller(this::request, new SyncEngine()::run, TargetHistory::read, told, "test");
    }

    private SyncRequest request(Operation operation) {
        return SyncRequest.between(Direction.RemoteToLocal, local.endpoint(), remote.endpoint())
                .runId("web-" + ids.incrementAndGet())
                .operation(operation)
                .requestedBy("me")
                .build();
    }

    @AfterEach
    void close() {
        person.close();
        remote.close();
        local.close();
    }

    @Test
    void planSyncVerifyAndRollback() {
        remote.execute("create table t (id int primary key)", "insert into t select generate_series(1, 1000)");
        local.execute("create table t (id int primary key)", "insert into t values (1)");

        RunView plan = run(Operation.Plan, null);
        assertThat(plan.result()).isEqualTo("Succeeded");
        String hash = person.plan(NAMESPACE, plan.name()).hash();
        assertThat(hash).isEqualTo(plan.plan());

        RunView sync = run(Operation.Sync, hash);
        assertThat(sync.result()).as(sync.message()).isEqualTo("Succeeded");
        assertThat(sync.rows()).isEqualTo(1000);
        assertThat(Objects.requireNonNull(sync.progress()).phases())
                .extracting(phase -> phase.phase())
                .contains(Phase.Validating, Phase.Copying, Phase.Publishing)
                .doesNotContain(Phase.Succeeded);
        assertThat(local.value("select count(*) from t")).isEqualTo("1000");

        assertThat(run(Operation.Verify, null).result()).isEqualTo("Succeeded");
        assertThat(run(Operation.Rollback, null).result()).isEqualTo("Succeeded");
        assertThat(local.value("select count(*) from t")).isEqualTo("1");
        assertThat(person.history(NAMESPACE, SYNC).items())
                .extracting(run -> run.operation())
                .containsExactly(Operation.Rollback, Operation.Verify, Operation.Sync, Operation.Plan);
        assertThat(told.syncs.getLast().state()).isEqualTo("RolledBack");
        assertThat(told.syncs.getLast().activeRun()).isNull();
        try (EngineCaller next = newProcess()) {
            assertThat(next.history(NAMESPACE, SYNC).items())
                    .as("what the target has recorded")
                    .allMatch(run -> !run.kept())
                    .extracting(run -> run.operation(), run -> run.result(), run -> run.rows())
                    .startsWith(tuple(Operation.Rollback, "Succeeded", 1L), tuple(Operation.Sync, "Succeeded", 1000L));
        }
    }

    @Test
    void aTargetThatIsAwaySaysSo() {
        local.close();
        assertThatThrownBy(() -> person.history(NAMESPACE, SYNC))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.why().status()).isEqualTo(503));
    }

    @Test
    void aComparisonNamesTheRowsThatDiffer() {
        remote.execute("create table t (id int primary key)", "insert into t values (1), (2)");
        local.execute("create table t (id int primary key)", "insert into t values (1), (3)");
        RunView run = run(Operation.Verify, null);
        assertThat(run.result()).isEqualTo("Failed");
        assertThat(run.reason()).isEqualTo("VerificationFailed");
        assertThat(Objects.requireNonNull(run.verification()).differences())
                .singleElement()
                .satisfies(table -> {
                    assertThat(table.table()).isEqualTo("public.t");
                    assertThat(table.rows()).hasSize(2);
                });
    }

    @Test
    void anotherPlanThanTheConfirmedOneIsNotCarriedOut() {
        remote.execute("create table t (id int primary key)");
        RunView run = run(Operation.Sync, "0123456789ab");
        assertThat(run.result()).isEqualTo("Failed");
        assertThat(run.reason()).isEqualTo("PlanChanged");
    }

    @Test
    void oneClickIsOneRun() {
        Bodies.Start plan = new Bodies.Start(Operation.Plan, null, null);
        RunView first = person.start(NAMESPACE, SYNC, plan, "click-0001").run();
        assertThat(person.start(NAMESPACE, SYNC, plan, "click-0001").run().name())
                .isEqualTo(first.name());
        assertThatThrownBy(
                        () -> person.start(NAMESPACE, SYNC, new Bodies.Start(Operation.Sync, null, null), "click-0001"))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.why().status()).isEqualTo(422));
        awaitEnd(first.name());
    }

    private RunView run(Operation operation, @Nullable String plan) {
        return awaitEnd(person.start(NAMESPACE, SYNC, new Bodies.Start(operation, plan, null), null)
                .run()
                .name());
    }

    private RunView awaitEnd(String name) {
        return await().atMost(PATIENCE).until(() -> person.run(NAMESPACE, name), run -> run.result() != null);
    }
}
