package io.databasesync.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.PlanStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.contract.PlanStatusMapper;
import io.databasesync.engine.SyncRunner;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Plan.Blocker;
import io.databasesync.sync.Plan.Database;
import io.databasesync.sync.Plan.Estimate;
import io.databasesync.sync.Plan.PlannedTable;
import io.databasesync.sync.Plan.Size;
import io.databasesync.sync.Plan.Space;
import io.databasesync.sync.Plan.Warning;
import io.databasesync.sync.Progress;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Planned;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableName;
import io.databasesync.testing.Failures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How a worker hands a plan over: the plan into the status, which one it is into its last words.
class WorkerPlanTest {
    private final WorkerPod pod;

    WorkerPlanTest(@TempDir Path root) {
        pod = new WorkerPod(root);
    }

    @AfterEach
    void close() {
        pod.close();
    }

    @Test
    void aPlanThatIsToBeApprovedIsInTheStatusAndNamedInTheLastWords() {
        Plan plan = plan(3, List.of());
        assertThat(run(plan, true)).isZero();
        assertThat(pod.requests()).extracting(SyncRequest::operation).containsExactly(Operation.Plan);
        ProgressStatus progress = pod.progress();
        assertThat(progress.plan()).isEqualTo(PlanStatusMapper.full(plan));
        assertThat(progress.phase()).isEqualTo(Phase.AwaitingApproval);
        assertThat(progress.percent()).isZero();
        assertThat(pod.lastWords().names(progress.plan())).isTrue();
        assertThat(pod.lastWords().names(PlanStatusMapper.full(plan(4, List.of()))))
                .isFalse();
    }

    @Test
    void aLargePlanIsCutInTheStatusAndNotInItsHash() throws IOException {
        Plan plan = plan(400, List.of());
        run(plan, true);
        PlanStatus told = Objects.requireNonNull(pod.progress().plan());
        assertThat(told.hash()).isEqualTo(plan.hash());
        assertThat(told.tables()).hasSize(50);
        assertThat(told.totals().tables()).isEqualTo(400);
        assertThat(told.warnings()).hasSize(20).allMatch(w -> w.length() <= 512);
        assertThat(told.totals().warnings()).isEqualTo(400);
        assertThat(pod.progress().message()).hasSize(1024).endsWith(" …");
        assertThat(Files.readString(pod.terminationLog()).getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThanOrEqualTo(4096);
        assertThat(pod.lastWords().names(told)).isTrue();
    }

    @Test
    void aBlockedPlanIsToldAndEndsAsTheSyncWould() {
        Plan plan = plan(
                1, List.of(Failures.blocker(Reason.SchemaDrift, "drifted"), Failures.blocker(Reason.SpaceLow, "low")));
        assertThat(run(plan, true)).isEqualTo(6);
        assertThat(pod.lastWords().reason()).isEqualTo(Reason.SchemaDrift);
        assertThat(pod.lastWords().message()).isEqualTo("drifted; and 1 more");
        assertThat(pod.progress().phase()).isEqualTo(Phase.Failed);
        assertThat(pod.lastWords().names(pod.progress().plan())).isTrue();
    }

    @Test
    void theLastWordsDoNotTakeTablesWithoutStatisticsForEmptyOnes() {
        Plan plan = plan(1, List.of());
        PlannedTable table = plan.tables().getFirst();
        run(
                new Plan(
                        plan.direction(),
                        plan.source(),
                        plan.target(),
                        plan.mode(),
                        List.of(),
                        List.of(new PlannedTable(
                                table.name(), new Size(-1, 8192, 0), null, true, 1, 0, table.fingerprint())),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        plan.estimate()),
                true);
        assertThat(pod.lastWords().message())
                .contains("would replace 1 table with an unknown number of rows (no statistics yet), 8.2 kB");
        assertThat(pod.lastWords().rows()).isNull();
    }

    @Test
    void aPlanThatCannotBeWrittenIsTriedAgain() {
        Plan plan = plan(1, List.of());
        assertThat(run(plan, true, () -> pod.resource().delete())).isEqualTo(75);
        assertThat(pod.lastWords().names(PlanStatusMapper.full(plan))).isFalse();
    }

    @Test
    void theWayOfARunHidesItsPlanNotAndThePlanIsNamedInTheLastWords() {
        Plan plan = plan(60, List.of());
        SyncRunner engine = (_, sink, _) -> {
            sink.report(progress(Phase.Validating));
            sink.planned(plan);
            sink.report(progress(Phase.Copying));
            return new SyncOutcome.Synced(
                    ChosenMode.Swap,
                    List.of(),
                    0,
                    Duration.ZERO,
                    List.of(),
                    "Counts",
                    List.of(),
                    List.of(),
                    Comparison.Counts);
        };
        assertThat(run(engine, false)).isZero();
        assertThat(pod.progress().phase()).isEqualTo(Phase.Copying);
        assertThat(pod.progress().plan()).isEqualTo(PlanStatusMapper.bounded(plan));
        assertThat(pod.lastWords().names(pod.progress().plan())).isTrue();
    }

    @Test
    void aRefusedRunLeavesItsPlanWithAllThatIsInTheWay() {
        Plan plan = plan(
                1, List.of(Failures.blocker(Reason.SchemaDrift, "drifted"), Failures.blocker(Reason.SpaceLow, "low")));
        SyncRunner engine = (_, sink, _) -> {
            sink.planned(plan);
            sink.report(progress(Phase.Failed));
            return new SyncOutcome.RolledBack(
                    Phase.Validating, Failures.failure(Reason.SchemaDrift, "drifted; 1 more thing is in the way"));
        };
        assertThat(run(engine, false)).isEqualTo(6);
        assertThat(Objects.requireNonNull(pod.progress().plan()).blockers())
                .extracting(PlanStatus.Blocker::message)
                .containsExactly("drifted", "low");
        assertThat(pod.progress().phase()).isEqualTo(Phase.Failed);
        assertThat(pod.lastWords().names(pod.progress().plan())).isTrue();
    }

    @Test
    void statementsOfSeveralLinesReachTheStatusAsTheyAre() {
        Fix fix = Fix.run("DROP VIEW v", "CREATE VIEW v AS\n SELECT 1");
        Plan plan = plan(
                1, List.of(Blocker.of(SyncException.of(Reason.SchemaDrift, "table t", "it has other columns", fix))));

        run(plan, true);

        PlanStatus.Blocker blocker =
                Objects.requireNonNull(pod.progress().plan()).blockers().getFirst();
        assertThat(Objects.requireNonNull(blocker.fix()).statements()).isEqualTo(fix.statements());
        assertThat(blocker.message()).endsWith("; run:\nDROP VIEW v;\nCREATE VIEW v AS\n SELECT 1;");
    }

    private static Progress progress(Phase phase) {
        return WorkerPod.progress(phase, 20);
    }

    private int run(Plan plan, boolean planOnly) {
        return run(plan, planOnly, () -> {});
    }

    private int run(Plan plan, boolean planOnly, Runnable meanwhile) {
        return run(
                (_, _, _) -> {
                    meanwhile.run();
                    return new Planned(plan);
                },
                planOnly);
    }

    private int run(SyncRunner engine, boolean planOnly) {
        return pod.worker(engine).run(WorkerPod.NAMESPACE, WorkerPod.RUN, planOnly);
    }

    private static Plan plan(int tables, List<Blocker> blockers) {
        return new Plan(
                Direction.RemoteToLocal,
                new Database("kb", "remote-db:5432", "app", "17.6", "7/1", 1000),
                new Database("kb", "local-db:5432", "app", "15.19", "8/1", 1000),
                ChosenMode.Swap,
                List.of(),
                IntStream.range(0, tables)
                        .mapToObj(i -> new PlannedTable(
                                new TableName("public", "t" + i), new Size(i, 8192, 0), null, true, 1, 0, "c" + i))
                        .toList(),
                List.of(),
                List.of(),
                List.of(),
                IntStream.range(0, tables)
                        .mapToObj(i -> Warning.of(i + " " + "w".repeat(600)))
                        .filter(_ -> tables > 50)
                        .toList(),
                blockers,
                List.of(),
                new Estimate(Duration.ofSeconds(2), "a test's", new Space(8192, 0, 8192, null)));
    }
}
