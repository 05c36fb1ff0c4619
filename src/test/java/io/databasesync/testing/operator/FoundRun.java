package io.databasesync.testing.operator;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncRunStatus;
import io.databasesync.api.DatabaseSyncRunStatusBuilder;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus.PinnedIdentities;
import io.databasesync.api.PlanStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.ProgressStatusBuilder;
import io.databasesync.api.RunResult;
import io.databasesync.contract.Annotations;
import io.databasesync.operator.job.StartTrouble;
import io.databasesync.operator.run.Pins;
import io.databasesync.operator.run.RunState;
import io.databasesync.operator.run.RunState.SyncLookup;
import io.databasesync.operator.run.RunStatusView;
import io.databasesync.sync.Approval;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What an operator may find of a run, from the moment it was created on, with a Job and pods of `FoundJobs`.
public final class FoundRun {
    public static final Instant NOW = Instant.parse("2026-01-12T10:00:00Z");
    public static final DatabaseSyncSpec SPEC = Specs.spec();

    private Operation operation = Operation.Sync;
    private @Nullable DatabaseSyncSpec template;
    private @Nullable Boolean cancel;
    private @Nullable DatabaseSyncRunStatus status;
    private SyncLookup sync = new SyncLookup.NotNeeded();
    private @Nullable Job job;
    private boolean vanished;
    private List<Pod> pods = List.of();
    private RunState.Planning planning = RunState.Planning.NONE;
    private RunState.Start start = RunState.Start.NONE;
    private Optional<String> waitsFor = Optional.empty();
    private Optional<Pins> pins = Optional.of(new Pins(PinnedIdentities.NONE, false));
    private @Nullable String approvedPlan;
    private @Nullable Integer repins;
    private boolean superseded;
    private @Nullable String ended;

    /// A run that was just created.
    public static FoundRun state() {
        return new FoundRun();
    }

    public FoundRun operation(Operation value) {
        operation = value;
        return this;
    }

    public FoundRun template(DatabaseSyncSpec value) {
        template = value;
        return this;
    }

    public FoundRun cancel() {
        cancel = true;
        return this;
    }

    public FoundRun found(SyncLookup lookup) {
        sync = lookup;
        return this;
    }

    public FoundRun accepted() {
        template = SPEC;
        status = status(Phase.Pending, null, null);
        return this;
    }

    public FoundRun settled() {
        template = SPEC;
        status = status(Phase.Succeeded, RunResult.Succeeded, null);
        return this;
    }

    public FoundRun tells(@Nullable Phase phase) {
        status = status(
                Phase.Pending,
                null,
                ProgressStatusBuilder.builder()
                        .attempt(1)
                        .phase(phase)
                        .percent(5)
                        .message("at it")
                        .build());
        return this;
    }

    public FoundRun job(Job value) {
        job = value;
        return this;
    }

    public FoundRun vanished() {
        vanished = true;
        return this;
    }

    public FoundRun pod(Pod value) {
        pods = List.of(value);
        return this;
    }

    public FoundRun accepted(Approval approval) {
        accepted();
        template = Specs.approved(SPEC, approval);
        return this;
    }

    public FoundRun approves(String hash) {
        approvedPlan = hash;
        return this;
    }

    /// How often pins had been cleared when its first pod started.
    public FoundRun repins(int times) {
        repins = times;
        return this;
    }

    public FoundRun planned(PlanStatus plan) {
        status = status(Phase.AwaitingApproval, null, null, plan);
        return this;
    }

    public FoundRun tells(PlanStatus plan) {
        ProgressStatus progress = ProgressStatusBuilder.builder()
                .attempt(1)
                .phase(Phase.AwaitingApproval)
                .percent(0)
                .message("made")
                .plan(plan)
                .build();
        status = status(Phase.Validating, null, progress, null);
        return this;
    }

    public FoundRun planning(@Nullable Job value, boolean gone, Pod... its) {
        planning = new RunState.Planning(value, gone, List.of(its));
        return this;
    }

    public FoundRun starts(StartTrouble trouble) {
        start = new RunState.Start(Optional.of(trouble), false);
        return this;
    }

    /// Its sync or the operator would make another Job now.
    public FoundRun outdated() {
        start = new RunState.Start(Optional.empty(), true);
        return this;
    }

    /// A run that ended before, as a backup restores it: without its status.
    public FoundRun restored(String note) {
        template = SPEC;
        ended = note;
        return this;
    }

    public FoundRun superseded() {
        superseded = true;
        return this;
    }

    /// With the conditions of the status that it shows.
    public FoundRun shown() {
        RunState shown = build();
        status = new RunStatusView(shown).underWay(Phase.Pending, "Secret a (uri) does not exist", "run");
        start = RunState.Start.NONE;
        return this;
    }

    public FoundRun waitsFor(String run) {
        waitsFor = Optional.of(run);
        return this;
    }

    public FoundRun pins(@Nullable Pins value) {
        pins = Optional.ofNullable(value);
        return this;
    }

    public RunState build() {
        DatabaseSyncRun run = new DatabaseSyncRun();
        run.setMetadata(new ObjectMetaBuilder()
                .withName("run")
                .withAnnotations(annotations())
                .build());
        run.setSpec(DatabaseSyncRunSpec.of("knowledge-base", operation)
                .withCancel(cancel)
                .withApprovedPlan(approvedPlan)
                .withTemplate(template));
        run.setStatus(status);
        return new RunState(run, sync, job, vanished, pods, start, planning, waitsFor, pins, NOW);
    }

    private Map<String, String> annotations() {
        Map<String, String> annotations = new TreeMap<>();
        if (repins != null) {
            annotations.put(Annotations.REPINS, repins.toString());
        }
        if (ended != null) {
            annotations.put(Annotations.ENDED, ended);
        }
        if (superseded) {
            annotations.put(Annotations.SUPERSEDED, "true");
        }
        return annotations;
    }

    private static DatabaseSyncRunStatus status(
            Phase phase, @Nullable RunResult result, @Nullable ProgressStatus progress) {
        return status(phase, result, progress, null);
    }

    private static DatabaseSyncRunStatus status(
            Phase phase, @Nullable RunResult result, @Nullable ProgressStatus progress, @Nullable PlanStatus plan) {
        return DatabaseSyncRunStatusBuilder.builder()
                .observedGeneration(1L)
                .phase(phase)
                .jobName("run")
                .result(result)
                .plan(plan)
                .progress(progress)
                .build();
    }
}
