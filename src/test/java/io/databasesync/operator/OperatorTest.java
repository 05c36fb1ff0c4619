package io.databasesync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.PlanStatus;
import io.databasesync.operator.status.Conditions;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of a sync that is applied, changed, applied again.
class OperatorTest {
    private final OperatorInJvm cluster = new OperatorInJvm();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void appliedSyncRunsAndIsReadyWhenItsContentIsPublished() {
        cluster.create(Specs.spec());

        cluster.worker().tells(Phase.Copying, 47, "Copying public.archon_crawled_pages: 50,000 of 218,714 rows");
        DatabaseSyncStatus copying = cluster.awaitPhase("Copying");
        assertThat(copying.percent()).isEqualTo(47);
        assertThat(copying.message()).contains("50,000 of 218,714");
        assertThat(copying.eta()).isNotNull();
        assertThat(condition(copying.conditions(), "Ready").getStatus()).isEqualTo("False");
        assertThat(condition(copying.conditions(), "Reconciling").getStatus()).isEqualTo("True");

        cluster.worker().succeeds();
        DatabaseSyncStatus done = cluster.awaitPhase("Succeeded");
        assertThat(done.percent()).isEqualTo(100);
        assertThat(done.activeRun()).isNull();
        assertThat(done.eta()).isNull();
        assertThat(done.lastSuccessTime()).isNotNull();
        assertThat(Objects.requireNonNull(done.lastRun()).rows()).isEqualTo(218_714);
        assertThat(condition(done.conditions(), "Ready").getStatus()).isEqualTo("True");
        assertThat(condition(done.conditions(), "Reconciling").getStatus()).isEqualTo("False");
        DatabaseSyncRunStatus run = cluster.onlyRunStatus();
        assertThat(Objects.requireNonNull(run.progress()).percent())
                .as("the worker's half is untouched")
                .isEqualTo(47);
    }

    @Test
    void aRunShowsItsPlanFromTheMomentItIsMade() {
        cluster.create(Specs.spec());
        PlanStatus plan = Specs.plan("it is slow");
        cluster.worker().tells(Phase.Copying, plan);
        DatabaseSyncRunStatus copying = cluster.awaitOnlyRun(status -> status.plan() != null);
        assertThat(copying.plan()).isEqualTo(plan);
        assertThat(copying.result()).as("before it has ended").isNull();
        cluster.awaitOnlyRun(
                status -> status.progress() != null && status.progress().plan() == null); // the plan once

        cluster.worker().succeeds(plan);
        cluster.awaitPhase("Succeeded");
        DatabaseSyncRunStatus run = cluster.onlyRunStatus();
        assertThat(run.plan()).isEqualTo(plan);
        assertThat(run.message()).isEqualTo("17 tables published");
    }

    @Test
    void aRefusedRunShowsThePlanThatItWasRefusedFor() {
        cluster.create(Specs.spec());
        PlanStatus plan = Specs.plan();
        cluster.worker().tells(Phase.Failed, plan);
        cluster.worker().fails(Reason.SchemaDrift, 6, "table public.pages: the target lacks column v", plan);
        cluster.awaitPhase("Failed");
        assertThat(cluster.onlyRunStatus().plan()).isEqualTo(plan);
    }

    @Test
    void applyingTwiceDoesNothing() {
        cluster.create(Specs.spec());
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");

        cluster.edit(s -> Specs.with(Specs.spec()).apply(s));
        cluster.edit(s -> {
            s.getMetadata().setLabels(Map.of("team", "search"));
            return s;
        });

        cluster.restartOperator(); // looks at everything anew
        assertThat(cluster.runs()).hasSize(1);
        assertThat(cluster.worker().pods()).isEqualTo(1);
    }

    @Test
    void changedTriggerRunsAgainAndTheSyncStaysReadyMeanwhile() {
        cluster.create(Specs.spec());
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");

        cluster.edit(Specs.with(Specs.spec("public.*", "2026-08-24", null)));
        cluster.worker().tells(Phase.Copying, 10, "Copying");
        DatabaseSyncStatus again = cluster.awaitPhase("Copying");
        assertThat(condition(again.conditions(), "Ready").getStatus()).isEqualTo("True");

        cluster.worker().succeeds();
        cluster.awaitSync(status -> "2026-08-24".equals(status.lastHandledTrigger()) && status.activeRun() == null);
        assertThat(cluster.runs()).hasSize(2);
    }

    @Test
    void specThatChangesBackRunsAgain() {
        cluster.create(Specs.spec());
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");
        for (String tables : List.of("public.b*", "public.*")) {
            int before = cluster.runs().size();
            cluster.edit(Specs.with(Specs.spec(tables, null, null)));
            cluster.worker().succeeds();
            await().atMost(OperatorInJvm.PATIENCE).until(() -> cluster.runs().size() == before + 1);
            cluster.awaitPhase("Succeeded");
        }
        assertThat(cluster.runs()).hasSize(3);
    }

    @Test
    void failureShowsItsReasonAndIsNotRepeated() {
        cluster.create(Specs.spec());
        cluster.worker()
                .fails(Reason.PrivilegeMissing, 6, "role app may not SELECT public.orders; run: GRANT SELECT …");

        DatabaseSyncStatus failed = cluster.awaitPhase("Failed");
        Condition ready = condition(failed.conditions(), "Ready");
        assertThat(ready.getStatus()).isEqualTo("False");
        assertThat(ready.getReason()).isEqualTo("PrivilegeMissing");
        assertThat(ready.getMessage()).contains("GRANT SELECT");
        assertThat(condition(failed.conditions(), "Stalled").getStatus()).isEqualTo("True");

        cluster.restartOperator();
        assertThat(cluster.worker().pods()).isEqualTo(1);

        cluster.edit(Specs.with(Specs.spec("public.*", "try again", null)));
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");
    }

    @Test
    void anyEditAfterAFailureIsAnsweredByARun() {
        cluster.create(Specs.spec());
        cluster.worker().fails(Reason.ShrinkLimit, 6, "the target would lose all rows; or allow it with 100");
        cluster.awaitPhase("Failed");

        cluster.sync().edit(Specs.with(Specs.spec().withSafety(Specs.anyShrink())));
        cluster.worker().succeeds();
        DatabaseSyncStatus done = cluster.awaitPhase("Succeeded");
        assertThat(done.observedGeneration())
                .isEqualTo(cluster.sync().get().getMetadata().getGeneration());

        cluster.edit(Specs.with(Specs.spec()));
        cluster.restartOperator();
        assertThat(cluster.worker().pods()).as("the last run succeeded").isEqualTo(2);
    }

    @Test
    void whatIsWorthAnotherAttemptGetsOne() {
        cluster.create(Specs.spec());
        cluster.worker().fails(Reason.ConnectionLost, 75, "the server went away");
        cluster.worker().fails(Reason.ConnectionLost, 75, "the server went away");
        cluster.worker().succeeds();

        cluster.awaitPhase("Succeeded");
        assertThat(cluster.onlyRunStatus().attempts()).isEqualTo(3);
    }

    @Test
    void suspendedSyncStartsNothingUntilItIsResumed() {
        cluster.create(Specs.spec("public.*", null, true));
        DatabaseSyncStatus suspended = cluster.awaitPhase("Suspended");
        assertThat(condition(suspended.conditions(), "Ready").getReason()).isEqualTo("Suspended");
        assertThat(cluster.runs()).isEmpty();

        cluster.edit(Specs.with(Specs.spec("public.*", null, false)));
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");
    }

    @Test
    void objectOfANewerReleaseStopsNeitherTheOperatorNorOtherSyncs() {
        createAs(
                "newer",
                Map.of(
                        "direction",
                        "RemoteToLocal",
                        "shiny",
                        Map.of("field", 1),
                        "local",
                        Map.of("uriSecret", Map.of("name", "a"), "protection", "Sealed"),
                        "remote",
                        Map.of("uriSecret", Map.of("name", "b"))));
        cluster.create(Specs.spec());
        cluster.worker().succeeds();

        cluster.awaitPhase("Succeeded");
        DatabaseSyncStatus refused = cluster.awaitSync("newer", status -> "Failed".equals(status.phase()));
        assertThat(refused.message()).contains("spec.local.protection").contains("Sealed");
    }

    @Test
    void objectsWithValuesOfAnotherTypeAreNamedAndStopNoOther() {
        cluster.stopOperator();
        Map<String, Object> odd = Map.of(
                "schedule", 5,
                "tables", "all",
                "parallelism", Map.of("tables", "many"),
                "retry", List.of(1),
                "worker", Map.of("tolerations", List.of("any")));
        odd.forEach((field, value) -> createAs(field, spec(field, value)));
        cluster.startOperator(); // reads them in a list
        createAs("later", spec("maxAge", Map.of("hours", 5))); // and in a watch
        cluster.create(Specs.spec());
        cluster.worker().succeeds();

        cluster.awaitPhase("Succeeded");
        for (String field : odd.keySet()) {
            assertThat(cluster.awaitSync(field, status -> "Failed".equals(status.phase()))
                            .message())
                    .contains("spec." + field);
        }
        assertThat(cluster.awaitSync("later", status -> "Failed".equals(status.phase()))
                        .message())
                .contains("spec.maxAge");
    }

    private static Map<String, Object> spec(String field, Object value) {
        Map<String, Object> spec = new HashMap<>(Map.of(
                "direction",
                "RemoteToLocal",
                "local",
                Map.of("uriSecret", Map.of("name", "a")),
                "remote",
                Map.of("uriSecret", Map.of("name", "b")),
                "tables",
                Map.of("include", List.of("public.*"))));
        spec.put(field, value);
        return spec;
    }

    private void createAs(String name, Map<String, Object> spec) {
        GenericKubernetesResource sync = cluster.client()
                .getKubernetesSerialization()
                .convertValue(Specs.sync(OperatorInJvm.NAMESPACE, name, Specs.spec()), GenericKubernetesResource.class);
        sync.setAdditionalProperty("spec", spec);
        cluster.client()
                .genericKubernetesResources(sync.getApiVersion(), sync.getKind())
                .inNamespace(OperatorInJvm.NAMESPACE)
                .resource(sync)
                .create();
    }

    @Test
    void podThatLacksASecretSaysWhichOnesItNeeds() {
        cluster.client()
                .secrets()
                .inNamespace(OperatorInJvm.NAMESPACE)
                .withName("kb-remote")
                .delete();
        cluster.create(Specs.spec());

        cluster.awaitSync(
                status -> Objects.requireNonNullElse(status.message(), "").contains("Secret kb-remote (uri)"));

        cluster.secret("kb-remote", Map.of("uri", "postgresql://app@db/app"));
        cluster.worker().succeeds();
        cluster.awaitPhase("Succeeded");
    }

    private static Condition condition(List<Condition> conditions, String type) {
        return Conditions.find(conditions, type).orElseThrow();
    }
}
