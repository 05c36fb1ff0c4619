package io.databasesync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.RunPlan;
import io.databasesync.api.RunResult;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.kubernetes.InJvmJobController;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The real operator, on an API server and a Job controller inside this JVM.
class OperatorTest {
    private static final String NAMESPACE = "knowledge";
    private static final String SYNC = "knowledge-base";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final InJvmKubernetes kubernetes = new InJvmKubernetes();
    private final KubernetesClient client = kubernetes.client();
    private final ScriptedWorker worker = new ScriptedWorker(client);
    private final InJvmJobController jobController = new InJvmJobController(client, worker);
    private DatabaseSyncOperator operator = startOperator();

    private DatabaseSyncOperator startOperator() {
        var started = new DatabaseSyncOperator(client, new OperatorSettings("dbsync:test", "Never", Set.of()));
        started.start();
        await().atMost(PATIENCE).until(started::watching);
        return started;
    }

    @BeforeEach
    void secrets() {
        secret("kb-local", Map.of("username", "app", "pass", "secret"));
        secret("kb-remote", Map.of("uri", "postgresql://app@db/app"));
        secret("kb-ca", Map.of("ca.crt", "PEM"));
    }

    @AfterEach
    void stop() {
        operator.close();
        jobController.close();
        kubernetes.close();
    }

    @Test
    void appliedSyncRunsAndIsReadyWhenItsContentIsPublished() {
        create(Specs.sync(NAMESPACE, SYNC, Specs.spec()));

        worker.tells(Phase.Copying, 47, "Copying public.archon_crawled_pages: 50,000 of 218,714 rows");
        DatabaseSyncStatus copying = awaitSync(status -> "Copying".equals(status.phase()));
        assertThat(copying.percent()).isEqualTo(47);
        assertThat(copying.message()).contains("50,000 of 218,714");
        assertThat(copying.eta()).isNotNull();
        assertThat(condition(copying.conditions(), "Ready").getStatus()).isEqualTo("False");
        assertThat(condition(copying.conditions(), "Reconciling").getStatus()).isEqualTo("True");

        worker.succeeds();
        DatabaseSyncStatus done = awaitSync(status -> "Succeeded".equals(status.phase()));
        assertThat(done.percent()).isEqualTo(100);
        assertThat(done.activeRun()).isNull();
        assertThat(done.eta()).isNull();
        assertThat(done.lastSuccessTime()).isNotNull();
        assertThat(Objects.requireNonNull(done.lastRun()).rows()).isEqualTo(218_714);
        assertThat(condition(done.conditions(), "Ready").getStatus()).isEqualTo("True");
        assertThat(condition(done.conditions(), "Reconciling").getStatus()).isEqualTo("False");
        DatabaseSyncRunStatus run = Objects.requireNonNull(onlyRun().getStatus());
        assertThat(Objects.requireNonNull(run.progress()).percent())
                .as("the worker's half is untouched")
                .isEqualTo(47);
    }

    @Test
    void aRunShowsItsPlanFromTheMomentItIsMade() {
        create(Specs.sync(NAMESPACE, SYNC, Specs.spec()));
        RunPlan plan = Specs.plan("it is slow");
        worker.tells(Phase.Copying, plan);
        awaitSync(status -> "Copying".equals(status.phase()));
        assertThat(Objects.requireNonNull(onlyRun().getStatus()).plan()).isEqualTo(plan);

        worker.succeeds(plan);
        awaitSync(status -> "Succeeded".equals(status.phase()));
        DatabaseSyncRunStatus run = Objects.requireNonNull(onlyRun().getStatus());
        assertThat(run.plan()).isEqualTo(plan);
        assertThat(run.message()).isEqualTo("17 tables published");
    }

    @Test
    void aRefusedRunShowsThePlanThatItWasRefusedFor() {
        create(Specs.sync(NAMESPACE, SYNC, Specs.spec()));
        RunPlan plan = Specs.plan();
        worker.tells(Phase.Failed, plan);
        worker.fails(Reason.SchemaDrift, 6, "table public.pages: the target lacks column v", plan);
        awaitSync(status -> "Failed".equals(status.phase()));
        assertThat(Objects.requireNonNull(onlyRun().getStatus()).plan()).isEqualTo(plan);
    }

    @Test
    void applyingTwiceDoesNothing() {
        create(Specs.sync(NAMESPACE, SYNC, Specs.spec()));
        worker.succeeds();
        awaitSync(status -> "Succeeded".equals(status.phase()));

        sync().edit(s -> Specs.with(Specs.spec()).apply(s));
        sync().edit(s -> {
            s.getMetadata().setLabels(Map.of("team", "search"));
            return s;
        });

        restartOperator(); // looks at everything anew
        assertThat(runs()).hasSize(1);
        assertThat(worker.pods()).isEqualTo(1);
    }

    @Test
    void changedTriggerRunsAgainAndTheSyncStaysReadyMeanwhile() {
        create(Specs.sync(NAMESPACE, SYNC, Specs.spec()));
        worker.succeeds();
        awaitSync(status -> "Succeeded".equals(status.phase()));

        sync().edit(Specs.with(Specs.spec("public.*", "2026-08-24", null)));
        worker.tells(Phase.Copying, 10, "Copying");
        DatabaseSyncStatus again = awaitSync(status -> "Copying".equals(status.phase()));
        assertThat(condition(again.conditions(), "Ready").getStatus()).isEqualTo("True");

        worker.succeeds();
        awaitSync(status -> "2026-08-24".equals(status.lastHandledTrigger()) && status.activeRun() == null);
        assertThat(runs()).hasSize(2);
    }

    @Test
    void specThatChangesBackRunsAgain() {
        create(Specs.sync(NAMESPACE, SYNC, Specs.spec()));
        worker.succeeds();
        awaitSync(status -> "Succeeded".equals(status.phase()));
        for (String tables : List.of("public.b*", "public.*")) {
            int before = runs().size();
            sync().edit(Specs.with(Specs.spec(tables, null, null)));
            worker.succeeds();
            await().atMost(PATIENCE).until(() -> runs().size() == before + 1);
            awaitSync(status -> "Succeeded".equals(status.phase()));
        }
        assertThat(runs()).hasSize(3);
    }

    @Test
    void failureShowsItsReasonAndIsNotRepeated() {
        create(Specs.sync(NAMESPACE, SYNC, Specs.spec()));
        worker.fails(Reason.PrivilegeMissing, 6, "role app may not SELECT public.orders; run: GRANT SELECT …");

        DatabaseSyncStatus failed = awaitSync(status -> "Failed".equals(status.phase()));
        Condition ready = condition(failed.conditions(), "Ready");
        assertThat(ready.getStatus()).isEqualTo("False");
        assertThat(ready.getReason()).isEqualTo("PrivilegeMissing");
        assertThat(ready.getMessage()).contains("GRANT SELECT");
        assertThat(condition(failed.conditions(), "Stalled").getStatus()).isEqualTo("True");

        restartOperator();
        assertThat(worker.pods()).isEqualTo(1);

        sync().edit(Specs.with(Specs.spec("public.*", "try again", null)));
        worker.succeeds();
        awaitSync(status -> "Succeeded".equals(status.phase()));
    }

    @Test
    void whatIsWorthAnotherAttemptGetsOne() {
        create(Specs.sync(NAMESPACE, SYNC, Specs.spec()));
        worker.fails(Reason.ConnectionLost, 75, "the server went away");
        worker.fails(Reason.ConnectionLost, 75, "the server went away");
        worker.succeeds();

        awaitSync(status -> "Succeeded".equals(status.phase()));
        assertThat(Objects.requireNonNull(onlyRun().getStatus()).attempts()).isEqualTo(3);
    }

    @Test
    void operatorThatRestartsDuringARunNeitherRepeatsNorForgetsIt() {
        create(Specs.sync(NAMESPACE, SYNC, Specs.spec()));
        worker.tells(Phase.Copying, 20, "Copying");
        awaitSync(status -> "Copying".equals(status.phase()));

        operator.close();
        worker.succeeds();
        await().atMost(PATIENCE)
                .until(() -> client.batch().v1().jobs().inNamespace(NAMESPACE).list().getItems().stream()
                        .anyMatch(job -> Objects.equals(job.getStatus().getSucceeded(), 1)));
        operator = startOperator();

        awaitSync(status -> "Succeeded".equals(status.phase()));
        assertThat(worker.pods()).isEqualTo(1);
    }

    @Test
    void finishedRunStaysFinishedWhenItsJobIsDeleted() {
        create(Specs.sync(NAMESPACE, SYNC, Specs.spec()));
        worker.succeeds();
        awaitSync(status -> "Succeeded".equals(status.phase()));

        client.batch().v1().jobs().inNamespace(NAMESPACE).delete();

        restartOperator();
        assertThat(Objects.requireNonNull(onlyRun().getStatus()).result()).isEqualTo(RunResult.Succeeded);
        assertThat(worker.pods()).isEqualTo(1);
    }

    @Test
    void jobDeletedDuringARunFailsTheRunAndSaysSo() {
        create(Specs.sync(NAMESPACE, SYNC, Specs.spec()));
        worker.tells(Phase.Copying, 20, "Copying");
        awaitSync(status -> "Copying".equals(status.phase()));

        client.batch().v1().jobs().inNamespace(NAMESPACE).delete();

        DatabaseSyncStatus failed = awaitSync(status -> "Failed".equals(status.phase()));
        assertThat(condition(failed.conditions(), "Ready").getReason()).isEqualTo("JobDeleted");
        assertThat(worker.pods()).isEqualTo(1);
    }

    @Test
    void cancelledRunStopsItsPodFirst() {
        create(Specs.sync(NAMESPACE, SYNC, Specs.spec()));
        worker.tells(Phase.Copying, 20, "Copying");
        awaitSync(status -> "Copying".equals(status.phase()));

        run(onlyRun().getMetadata().getName()).edit(run -> {
            var spec = run.getSpec();
            run.setSpec(new DatabaseSyncRunSpec(
                    spec.syncRef(), spec.operation(), spec.reason(), true, null, spec.template()));
            return run;
        });

        DatabaseSyncStatus cancelled = awaitSync(status -> "Cancelled".equals(status.phase()));
        assertThat(condition(cancelled.conditions(), "Ready").getReason()).isEqualTo("Cancelled");
        assertThat(client.pods().inNamespace(NAMESPACE).list().getItems()).isEmpty();
        assertThat(worker.pods()).isEqualTo(1);
    }

    @Test
    void suspendedSyncStartsNothingUntilItIsResumed() {
        create(Specs.sync(NAMESPACE, SYNC, Specs.spec("public.*", null, true)));
        DatabaseSyncStatus suspended = awaitSync(status -> "Suspended".equals(status.phase()));
        assertThat(condition(suspended.conditions(), "Ready").getReason()).isEqualTo("Suspended");
        assertThat(runs()).isEmpty();

        sync().edit(Specs.with(Specs.spec("public.*", null, false)));
        worker.succeeds();
        awaitSync(status -> "Succeeded".equals(status.phase()));
    }

    @Test
    void runOfAUserGetsTheSyncsSpecAndGoesAfterTheOneUnderWay() {
        create(Specs.sync(NAMESPACE, SYNC, Specs.spec()));
        worker.tells(Phase.Copying, 20, "Copying");
        awaitSync(status -> "Copying".equals(status.phase()));

        createRun("nightly", new DatabaseSyncRunSpec(SYNC, Operation.Sync, "CronJob", null, null, null));
        awaitRun(
                "nightly",
                status -> Objects.requireNonNullElse(status.message(), "").startsWith("waiting for run"));
        assertThat(Objects.requireNonNull(run("nightly").get().getSpec().template())
                        .local())
                .isEqualTo(Specs.local());

        worker.succeeds();
        worker.succeeds();
        awaitRun("nightly", DatabaseSyncRunStatus::settled);
        assertThat(worker.pods()).isEqualTo(2);
    }

    @Test
    void rollbackOfAUserGoesAfterTheSyncUnderWayAndNoSyncFollowsIt() {
        create(Specs.sync(NAMESPACE, SYNC, Specs.spec()));
        worker.tells(Phase.Copying, 20, "Copying");
        awaitSync(status -> "Copying".equals(status.phase()));
        createRun("undo", new DatabaseSyncRunSpec(SYNC, Operation.Rollback, null, null, null, null));
        awaitRun(
                "undo",
                status -> Objects.requireNonNullElse(status.message(), "").startsWith("waiting for run"));

        worker.succeeds();
        worker.succeeds();
        awaitRun("undo", DatabaseSyncRunStatus::settled);
        DatabaseSyncStatus status = awaitSync(
                s -> "RolledBack".equals(condition(s.conditions(), "Ready").getReason()));
        assertThat(Objects.requireNonNull(status.lastRun()).name()).isEqualTo("undo");
        assertThat(condition(status.conditions(), "Stalled").getStatus()).isEqualTo("False");
        restartOperator(); // looks at everything anew
        assertThat(runs()).hasSize(2);
        assertThat(worker.pods()).isEqualTo(2);
    }

    @Test
    void runThatInventsASyncIsRefused() {
        create(Specs.sync(NAMESPACE, SYNC, Specs.spec("public.*", null, true)));
        createRun(
                "invented",
                new DatabaseSyncRunSpec(SYNC, Operation.Sync, null, null, null, Specs.spec("secret.*", null, null)));
        createRun("lost", new DatabaseSyncRunSpec("nowhere", Operation.Sync, null, null, null, null));

        DatabaseSyncRunStatus refused = awaitRun("invented", DatabaseSyncRunStatus::settled);
        assertThat(refused.result()).isEqualTo(RunResult.Failed);
        assertThat(refused.reason()).isEqualTo("InvalidSpec");
        assertThat(refused.message()).contains("spec.template differs");
        assertThat(awaitRun("lost", DatabaseSyncRunStatus::settled).message()).contains("no DatabaseSync nowhere");
        assertThat(worker.pods()).isZero();
        awaitSync(status -> "Suspended".equals(status.phase())); // somebody else's bad run does not touch it
    }

    @Test
    void objectOfANewerReleaseStopsNeitherTheOperatorNorOtherSyncs() {
        GenericKubernetesResource newer = client.getKubernetesSerialization()
                .convertValue(Specs.sync(NAMESPACE, "newer", Specs.spec()), GenericKubernetesResource.class);
        newer.setAdditionalProperty(
                "spec",
                Map.of(
                        "direction",
                        "RemoteToLocal",
                        "shiny",
                        Map.of("field", 1),
                        "local",
                        Map.of("uriSecret", Map.of("name", "a"), "protection", "Sealed"),
                        "remote",
                        Map.of("uriSecret", Map.of("name", "b"))));
        client.genericKubernetesResources(newer.getApiVersion(), newer.getKind())
                .inNamespace(NAMESPACE)
                .resource(newer)
                .create();
        create(Specs.sync(NAMESPACE, SYNC, Specs.spec()));
        worker.succeeds();

        awaitSync(status -> "Succeeded".equals(status.phase()));
        DatabaseSyncStatus refused = awaitStatus("newer", status -> "Failed".equals(status.phase()));
        assertThat(refused.message()).contains("spec.local.protection").contains("Sealed");
    }

    @Test
    void podThatLacksASecretSaysWhichOnesItNeeds() {
        client.secrets().inNamespace(NAMESPACE).withName("kb-remote").delete();
        create(Specs.sync(NAMESPACE, SYNC, Specs.spec()));

        awaitSync(status -> Objects.requireNonNullElse(status.message(), "").contains("Secret kb-remote (uri)"));

        secret("kb-remote", Map.of("uri", "postgresql://app@db/app"));
        worker.succeeds();
        awaitSync(status -> "Succeeded".equals(status.phase()));
    }

    private void restartOperator() {
        operator.close();
        operator = startOperator();
    }

    private void create(DatabaseSync sync) {
        client.resource(sync).create();
    }

    private void createRun(String name, DatabaseSyncRunSpec spec) {
        DatabaseSyncRun run = new DatabaseSyncRun();
        run.setMetadata(
                new ObjectMetaBuilder().withNamespace(NAMESPACE).withName(name).build());
        run.setSpec(spec);
        client.resource(run).create();
    }

    private void secret(String name, Map<String, String> content) {
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName(name)
                        .endMetadata()
                        .withStringData(content)
                        .build())
                .create();
    }

    private Resource<DatabaseSync> sync() {
        return client.resources(DatabaseSync.class).inNamespace(NAMESPACE).withName(SYNC);
    }

    private Resource<DatabaseSyncRun> run(String name) {
        return client.resources(DatabaseSyncRun.class).inNamespace(NAMESPACE).withName(name);
    }

    private List<DatabaseSyncRun> runs() {
        return client.resources(DatabaseSyncRun.class)
                .inNamespace(NAMESPACE)
                .list()
                .getItems();
    }

    private DatabaseSyncRun onlyRun() {
        assertThat(runs()).hasSize(1);
        return runs().getFirst();
    }

    private DatabaseSyncStatus awaitSync(Predicate<DatabaseSyncStatus> expected) {
        return awaitStatus(SYNC, expected);
    }

    private DatabaseSyncStatus awaitStatus(String name, Predicate<DatabaseSyncStatus> expected) {
        return Objects.requireNonNull(await().atMost(PATIENCE)
                .until(
                        () -> client.resources(DatabaseSync.class)
                                .inNamespace(NAMESPACE)
                                .withName(name)
                                .get()
                                .getStatus(),
                        (@Nullable DatabaseSyncStatus status) -> status != null && expected.test(status)));
    }

    private DatabaseSyncRunStatus awaitRun(String name, Predicate<DatabaseSyncRunStatus> expected) {
        return Objects.requireNonNull(await().atMost(PATIENCE)
                .until(
                        () -> run(name).get().getStatus(),
                        (@Nullable DatabaseSyncRunStatus status) -> status != null && expected.test(status)));
    }

    private static Condition condition(List<Condition> conditions, String type) {
        return Conditions.find(conditions, type).orElseThrow();
    }
}
