package io.databasesync.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncRunStatusBuilder;
import io.databasesync.api.PlanStatus;
import io.databasesync.api.RunResult;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunApprovalTest {
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final String RUN = "kb-1";

    private final ClusterCli cluster = new ClusterCli();

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void theApprovedPlanIsTheOneThatWasShown() {
        create(Phase.AwaitingApproval, null, plan());
        assertThat(approve("y", null)).isZero();
        assertThat(cluster.out())
                .contains("Plan    0123456789ab  REPLACES local app@a:5432 with remote app@b:5432")
                .contains("public.t", "and 1 more", "Warning: it is slow")
                .contains("Approve? [y/N]", "Approved plan 0123456789ab of run knowledge/kb-1.");
        assertThat(approved()).isEqualTo(HASH);
    }

    @Test
    void anythingButYesApprovesNothing() {
        create(Phase.AwaitingApproval, null, plan());
        assertThat(approve("", null)).isEqualTo(5);
        assertThat(approved()).isNull();
    }

    @Test
    void aScriptNamesThePlanAndIsNotAsked() {
        create(Phase.AwaitingApproval, null, plan());
        assertThat(approve(null, HASH.substring(0, 12))).isZero();
        assertThat(approved()).isEqualTo(HASH);
        assertThat(approve(null, HASH)).as("again").isZero();
        assertThat(cluster.out()).contains("was approved already");
    }

    @Test
    void aPlanThatIsAnotherOneIsNotApproved() {
        create(Phase.AwaitingApproval, null, plan());
        assertThat(approve(null, "ffffffffffff")).isEqualTo(Reason.PlanChanged.exitCode());
        assertThat(cluster.err()).contains("has plan 0123456789ab and not ffffffffffff");
        assertThat(approved()).isNull();
    }

    @Test
    void thereHasToBeARunWithAPlanThatHasNotEnded() {
        approve("y", null);
        assertThat(cluster.err()).contains("has no DatabaseSyncRun kb-1");
        create(Phase.Validating, null, null);
        approve("y", null);
        assertThat(cluster.err()).contains("has no plan yet, it is Validating");
        cluster.client.resources(DatabaseSyncRun.class).inNamespace("knowledge").delete();
        create(Phase.Failed, RunResult.Failed, plan());
        approve("y", null);
        assertThat(cluster.err()).contains("has ended (Failed)");
    }

    @Test
    void aRunThatGoesOnByItselfWaitsForNoApproval() {
        create(Phase.Copying, null, plan());
        assertThat(approve("y", null)).isEqualTo(Reason.InvalidSpec.exitCode());
        assertThat(cluster.err()).contains("does not wait for an approval, it is Copying");
        assertThat(approved()).isNull();
    }

    private int approve(@Nullable String answer, @Nullable String hash) {
        List<String> args = new ArrayList<>(List.of("approve", RUN, "--namespace=knowledge"));
        if (answer == null) {
            args.add("--skip-confirm");
        }
        if (hash != null) {
            args.add("--plan=" + hash);
        }
        return cluster.answered(answer, args.toArray(String[]::new));
    }

    private @Nullable String approved() {
        return cluster.client
                .resources(DatabaseSyncRun.class)
                .inNamespace("knowledge")
                .withName(RUN)
                .get()
                .getSpec()
                .approvedPlan();
    }

    private void create(Phase phase, @Nullable RunResult result, @Nullable PlanStatus plan) {
        DatabaseSyncRun run = new DatabaseSyncRun();
        run.setMetadata(
                new ObjectMetaBuilder().withNamespace("knowledge").withName(RUN).build());
        run.setSpec(DatabaseSyncRunSpec.of("kb", Operation.Sync));
        cluster.client.resource(run).create();
        cluster.client
                .resources(DatabaseSyncRun.class)
                .inNamespace("knowledge")
                .withName(RUN)
                .editStatus(fresh -> {
                    fresh.setStatus(DatabaseSyncRunStatusBuilder.builder()
                            .phase(phase)
                            .result(result)
                            .plan(plan)
                            .build());
                    return fresh;
                });
    }

    private static PlanStatus plan() {
        PlanStatus.Database database = new PlanStatus.Database("app", "a:5432", "app", "17.6", "7/5", 1000, null);
        PlanStatus.Content content = new PlanStatus.Content(10L, 8192, 0);
        return new PlanStatus(
                HASH,
                Direction.RemoteToLocal,
                "REPLACES local app@a:5432 with remote app@b:5432",
                database,
                database,
                ChosenMode.Swap,
                List.of(),
                new PlanStatus.Totals(2, 0, 20L, 16384, 20L, 16384, 0, 0, 0, 0, 1, 0),
                List.of(new PlanStatus.Table(
                        "public.t", "replaced", content, content, "binary", 1, 0, "c01", null, null)),
                List.of(),
                List.of(),
                List.of(),
                List.of("it is slow"),
                List.of(),
                List.of(),
                null,
                null);
    }
}
