package io.databasesync.operator.sync;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncRunStatusBuilder;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.RunResult;
import io.databasesync.api.Schedule;
import io.databasesync.api.ScheduleStatus.Skipped;
import io.databasesync.contract.Annotations;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.testing.operator.FoundSync;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// A sync, its runs, and an operator that looks at them when a test says so.
final class ClockedSync {
    private final DatabaseSync sync;
    private final List<DatabaseSyncRun> runs = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();

    ClockedSync(Schedule schedule) {
        this(Specs.spec().withSchedule(schedule));
    }

    ClockedSync(DatabaseSyncSpec spec) {
        sync = Specs.sync("knowledge", "knowledge-base", spec);
        sync.getMetadata().setUid("sync-uid");
        sync.getMetadata().setGeneration(1L);
        sync.getMetadata().setCreationTimestamp("2026-01-12T10:00:00Z");
    }

    /// The operator looks, and acts.
    DatabaseSyncStatus look(String now) {
        Instant at = Instant.parse(now);
        SyncState state = FoundSync.state(sync, runs, at);
        SyncDecision decision = SyncDecision.decide(state);
        if (decision instanceof SyncDecision.StartRun(Demand demand, DatabaseSyncStatus _)) {
            if (demand.scheduledFor() != null) {
                state.turn().replaced().forEach(run -> run.setSpec(run.getSpec().withCancel(true)));
            }
            start(demand, at);
        }
        sync.setStatus(decision.status());
        return decision.status();
    }

    /// The same, but the operator stops before it writes the status.
    void lookAndCrash(String now) {
        DatabaseSyncStatus before = sync.getStatus();
        look(now);
        sync.setStatus(before);
    }

    private void start(Demand demand, Instant at) {
        boolean exists =
                runs.stream().anyMatch(run -> run.getMetadata().getName().equals(demand.name()));
        if (!exists) {
            DatabaseSyncRun run = add(demand.name(), Operation.Sync, at);
            Map<String, String> annotations = new HashMap<>();
            if (demand.scheduledFor() != null) {
                annotations.put(Annotations.SCHEDULED_FOR, demand.scheduledFor().toString());
            }
            run.getMetadata().setAnnotations(annotations);
            reasons.add(demand.reason());
        }
    }

    DatabaseSyncRun add(String name, Operation operation, Instant at) {
        DatabaseSyncRun run = new DatabaseSyncRun();
        run.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withCreationTimestamp(at.toString())
                .addNewOwnerReference()
                .withUid("sync-uid")
                .endOwnerReference()
                .build());
        run.setSpec(DatabaseSyncRunSpec.of("knowledge-base", operation)
                .withTemplate(sync.getSpec().asTemplate()));
        run.setStatus(
                DatabaseSyncRunStatusBuilder.builder().phase(Phase.Pending).build());
        runs.add(run);
        return run;
    }

    /// The Job of the newest run starts.
    void begin() {
        DatabaseSyncRun run = runs.getLast();
        run.setStatus(Objects.requireNonNull(run.getStatus())
                .with(status ->
                        status.phase(Phase.Copying).jobName(run.getMetadata().getName())));
    }

    /// Every run ends.
    void end(String now) {
        runs.stream()
                .filter(run -> !run.settled())
                .forEach(run -> run.setStatus(Objects.requireNonNull(run.getStatus())
                        .with(status -> status.phase(Phase.Succeeded)
                                .result(RunResult.Succeeded)
                                .reason("Succeeded")
                                .finishedAt(Instant.parse(now)))));
    }

    void edit(UnaryOperator<DatabaseSyncSpec> change) {
        sync.setSpec(change.apply(sync.getSpec()));
        sync.getMetadata().setGeneration(sync.getMetadata().getGeneration() + 1);
    }

    DatabaseSync sync() {
        return sync;
    }

    List<DatabaseSyncRun> runs() {
        return runs;
    }

    /// Why each run was started.
    List<String> reasons() {
        return reasons;
    }

    /// The run that the clock left out last.
    static Skipped skipped(DatabaseSyncStatus status) {
        return Objects.requireNonNull(Objects.requireNonNull(status.schedule()).lastSkipped());
    }
}
