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
import io.databasesync.sync.Approval;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.kubernetes.InJvmJobController;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
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
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A run whose plan a person has to see first, from its plan to its end, with the real operator.
class ApprovalTest {
    private static final String NAMESPACE = "knowledge";
    private static final String SYNC = "knowledge-base";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final RunPlan PLAN = Specs.plan();

    private final InJvmKubernetes kubernetes = new InJvmKubernetes();
    private final KubernetesClient client = kubernetes.client();
    private final ScriptedWorker worker = new ScriptedWorker(client);
    private final InJvmJobController jobController = new InJvmJobController(client, worker);
    private final DatabaseSyncOperator operator =
            new DatabaseSyncOperator(client, new OperatorSettings("dbsync:test", "Never", Set.of()));

    @BeforeEach
    void start() {
        operator.start();
        await().atMost(PATIENCE).until(operator::watching);
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
    void itWaitsWithoutAPodUntilItsPlanIsApproved() {
        create(Approval.Always);
        worker.plans(PLAN);

        DatabaseSyncStatus waiting = awaitSync(status -> "AwaitingApproval".equals(status.phase()));
        assertThat(waiting.message())
                .contains("dbsync approve " + onlyRun().getMetadata().getName());
        assertThat(Conditions.find(waiting.conditions(), "Reconciling"))
                .get()
                .satisfies(c -> assertThat(c.getReason()).isEqualTo("AwaitingApproval"));
        DatabaseSyncRunStatus run = Objects.requireNonNull(onlyRun().getStatus());
        assertThat(run.plan()).isEqualTo(PLAN);
        assertThat(run.startedAt()).as("a plan is no start").isNull();
        assertThat(worker.arguments()).hasSize(1);
        assertThat(worker.arguments().getFirst()).contains("--plan-only");

        approve(PLAN.hash());
        worker.tells(Phase.Copying, 20, "Copying");
        awaitSync(status -> "Copying".equals(status.phase()));
        worker.succeeds();
        awaitSync(status -> "Succeeded".equals(status.phase()));
        assertThat(worker.arguments()).hasSize(2);
        assertThat(worker.arguments().getLast()).doesNotContain("--plan-only");
        run = Objects.requireNonNull(onlyRun().getStatus());
        assertThat(run.plan()).as("stays to be read").isEqualTo(PLAN);
        assertThat(run.startedAt()).isNotNull();
        assertThat(run.attempts()).isEqualTo(1);
    }

    @Test
    void whatWasApprovedStaysWhateverTheRunTellsLater() {
        create(Approval.Always);
        worker.plans(PLAN);
        awaitSync(status -> "AwaitingApproval".equals(status.phase()));
        approve(PLAN.hash());
        RunPlan later = Specs.plan("a warning");
        worker.tells(Phase.Validating, later);
        awaitSync(status -> "Validating".equals(status.phase()));
        worker.fails(Reason.PlanChanged, 6, "plan a was approved, but by now the plan is b", later);
        assertThat(awaitRun(DatabaseSyncRunStatus::settled).plan()).isEqualTo(PLAN);
    }

    @Test
    void aPlanWithoutWarningsNeedsNobodyIfOnlyWarningsDo() {
        create(Approval.OnWarning);
        worker.plans(PLAN);
        worker.succeeds();
        awaitSync(status -> "Succeeded".equals(status.phase()));
        assertThat(worker.pods()).isEqualTo(2);
    }

    @Test
    void aPlanThatWarnsWaits() {
        create(Approval.OnWarning);
        RunPlan warns = Specs.plan("readers and writers wait");
        worker.plans(warns);
        awaitSync(status -> "AwaitingApproval".equals(status.phase()));
        approve(warns.hash().substring(0, 12));
        worker.succeeds();
        awaitSync(status -> "Succeeded".equals(status.phase()));
    }

    @Test
    void whoApprovesAnotherPlanApprovesNothing() {
        create(Approval.Always);
        worker.plans(PLAN);
        awaitSync(status -> "AwaitingApproval".equals(status.phase()));
        approve("0123456789ab");
        DatabaseSyncRunStatus run = awaitRun(DatabaseSyncRunStatus::settled);
        assertThat(run.reason()).isEqualTo("PlanChanged");
        assertThat(run.message()).contains("0123456789ab", PLAN.hash().substring(0, 12), "start another run");
        assertThat(worker.pods()).isEqualTo(1);
    }

    @Test
    void thePodHasTheLastWordOnWhetherThePlanIsStillTheSame() {
        create(Approval.Always);
        worker.plans(PLAN);
        awaitSync(status -> "AwaitingApproval".equals(status.phase()));
        approve(PLAN.hash());
        worker.fails(Reason.PlanChanged, 6, "plan a was approved, but by now the plan is b");
        DatabaseSyncStatus failed = awaitSync(status -> "Failed".equals(status.phase()));
        assertThat(Conditions.find(failed.conditions(), "Ready"))
                .get()
                .satisfies(c -> assertThat(c.getReason()).isEqualTo("PlanChanged"));
        assertThat(worker.pods()).as("not tried again").isEqualTo(2);
    }

    @Test
    void aWaitingRunIsCancelledLikeAnyOther() {
        create(Approval.Always);
        worker.plans(PLAN);
        awaitSync(status -> "AwaitingApproval".equals(status.phase()));
        change(spec -> new DatabaseSyncRunSpec(
                spec.syncRef(), spec.operation(), spec.reason(), true, spec.approvedPlan(), spec.template()));
        awaitSync(status -> "Cancelled".equals(status.phase()));
        assertThat(worker.pods()).isEqualTo(1);
    }

    @Test
    void othersWaitBehindItAndSayWhy() {
        create(Approval.Always);
        worker.plans(PLAN);
        awaitSync(status -> "AwaitingApproval".equals(status.phase()));
        createRun("undo", Operation.Rollback);
        awaitRun(
                "undo",
                status -> Objects.requireNonNullElse(status.message(), "").contains("whose plan waits for approval"));

        approve(PLAN.hash());
        worker.succeeds();
        worker.succeeds();
        assertThat(awaitRun("undo", DatabaseSyncRunStatus::settled).result()).isEqualTo(RunResult.Succeeded);
    }

    @Test
    void aPlanThatSomebodyElseWroteIsNotShown() {
        create(Approval.Always);
        worker.plans(PLAN, Specs.plan("all is well, approve it"));
        DatabaseSyncRunStatus run = awaitRun(DatabaseSyncRunStatus::settled);
        assertThat(run.reason()).isEqualTo("PlanLost");
        assertThat(run.plan()).isNull();
        assertThat(worker.pods()).isEqualTo(1);
    }

    @Test
    void aBlockedPlanEndsTheRun() {
        create(Approval.Always);
        worker.fails(Reason.SchemaDrift, 6, "table public.pages: the target lacks column v");
        assertThat(awaitRun(DatabaseSyncRunStatus::settled).reason()).isEqualTo("SchemaDrift");
        assertThat(worker.pods()).isEqualTo(1);
    }

    @Test
    void aRunThatIsAPlanShowsIt() {
        create(Approval.Never);
        worker.succeeds();
        awaitSync(status -> "Succeeded".equals(status.phase()));
        createRun("look", Operation.Plan);
        worker.plans(PLAN);
        DatabaseSyncRunStatus run = awaitRun("look", DatabaseSyncRunStatus::settled);
        assertThat(run.result()).isEqualTo(RunResult.Succeeded);
        assertThat(run.plan()).isEqualTo(PLAN);
    }

    private void create(Approval approval) {
        client.resource(Specs.sync(NAMESPACE, SYNC, Specs.approved(Specs.spec(), approval)))
                .create();
    }

    private void createRun(String name, Operation operation) {
        DatabaseSyncRun run = new DatabaseSyncRun();
        run.setMetadata(
                new ObjectMetaBuilder().withNamespace(NAMESPACE).withName(name).build());
        run.setSpec(new DatabaseSyncRunSpec(SYNC, operation, null, null, null, null));
        client.resource(run).create();
    }

    private void approve(String hash) {
        change(spec -> new DatabaseSyncRunSpec(
                spec.syncRef(), spec.operation(), spec.reason(), spec.cancel(), hash, spec.template()));
    }

    private void change(UnaryOperator<DatabaseSyncRunSpec> change) {
        run(onlyRun().getMetadata().getName()).edit(run -> {
            run.setSpec(change.apply(run.getSpec()));
            return run;
        });
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

    /// The one that the sync asked for.
    private DatabaseSyncRun onlyRun() {
        List<DatabaseSyncRun> runs =
                client.resources(DatabaseSyncRun.class).inNamespace(NAMESPACE).list().getItems().stream()
                        .filter(run -> run.getMetadata().getName().startsWith(SYNC))
                        .toList();
        assertThat(runs).hasSize(1);
        return runs.getFirst();
    }

    private Resource<DatabaseSyncRun> run(String name) {
        return client.resources(DatabaseSyncRun.class).inNamespace(NAMESPACE).withName(name);
    }

    private DatabaseSyncStatus awaitSync(Predicate<DatabaseSyncStatus> expected) {
        return Objects.requireNonNull(await().atMost(PATIENCE)
                .until(
                        () -> client.resources(DatabaseSync.class)
                                .inNamespace(NAMESPACE)
                                .withName(SYNC)
                                .get()
                                .getStatus(),
                        (@Nullable DatabaseSyncStatus status) -> status != null && expected.test(status)));
    }

    private DatabaseSyncRunStatus awaitRun(Predicate<DatabaseSyncRunStatus> expected) {
        await().atMost(PATIENCE)
                .until(() -> !client.resources(DatabaseSyncRun.class)
                        .inNamespace(NAMESPACE)
                        .list()
                        .getItems()
                        .isEmpty());
        return awaitRun(onlyRun().getMetadata().getName(), expected);
    }

    private DatabaseSyncRunStatus awaitRun(String name, Predicate<DatabaseSyncRunStatus> expected) {
        return Objects.requireNonNull(await().atMost(PATIENCE)
                .until(
                        () -> run(name).get().getStatus(),
                        (@Nullable DatabaseSyncRunStatus status) -> status != null && expected.test(status)));
    }
}
