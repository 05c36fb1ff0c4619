package io.databasesync.testing.operator;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncRunStatusBuilder;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.RunResult;
import io.databasesync.contract.Annotations;
import io.databasesync.operator.sync.SyncDecision;
import io.databasesync.operator.sync.SyncState;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What an operator may find of a sync and its runs.
public final class FoundSync {
    public static final Instant NOW = Instant.parse("2026-01-12T10:00:00Z");

    /// A first pause that is not over for a run that ended half a minute ago.
    private static final Duration LONGER = Duration.ofMinutes(1);

    private FoundSync() {}

    public static SyncState state(DatabaseSyncSpec spec, DatabaseSyncRun... runs) {
        return state(spec, null, runs);
    }

    public static SyncState state(DatabaseSyncSpec spec, @Nullable DatabaseSyncStatus status, DatabaseSyncRun... runs) {
        DatabaseSync sync = Specs.sync("knowledge", "knowledge-base", spec);
        sync.setStatus(status);
        sync.getMetadata().setUid("sync-uid");
        sync.getMetadata().setGeneration(1L);
        return new SyncState(sync, Arrays.asList(runs), NOW, LONGER, Optional.empty());
    }

    /// The state at another time, with the operator's usual first pause.
    public static SyncState state(DatabaseSync sync, List<DatabaseSyncRun> runs, Instant now) {
        return new SyncState(sync, runs, now, Duration.ofSeconds(15), Optional.empty());
    }

    public static DatabaseSyncRun run(String name, DatabaseSyncSpec template, @Nullable RunResult result, int minute) {
        return run(name, template, result, Operation.Sync, minute);
    }

    public static DatabaseSyncRun run(
            String name, DatabaseSyncSpec template, @Nullable RunResult result, Operation operation, int minute) {
        Instant created = Instant.parse("2026-01-12T09:00:00Z").plusSeconds(60L * minute);
        DatabaseSyncRun run = new DatabaseSyncRun();
        run.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withCreationTimestamp(created.toString())
                .addNewOwnerReference()
                .withUid("sync-uid")
                .endOwnerReference()
                .build());
        run.setSpec(DatabaseSyncRunSpec.of("knowledge-base", operation).withTemplate(template));
        Phase phase = result == null ? Phase.Copying : result.phase();
        run.setStatus(DatabaseSyncRunStatusBuilder.builder()
                .phase(phase)
                .startedAt(created)
                .finishedAt(result == null ? null : created.plusSeconds(30))
                .result(result)
                .reason(result == null ? null : "CopyFailed")
                .message("about to say")
                .build());
        return run;
    }

    public static DatabaseSyncRun changed(String name, DatabaseSyncSpec template) {
        DatabaseSyncRun run = run(name, template, RunResult.Failed, 59);
        run.getMetadata().setAnnotations(Map.of(Annotations.REPINS, "0"));
        run.setStatus(Objects.requireNonNull(run.getStatus())
                .withReason("IdentityChanged")
                .withMessage("local and remote are exchanged"));
        return run;
    }

    /// A run that somebody cancelled while it waited for approval.
    public static DatabaseSyncRun waived(String name, DatabaseSyncSpec template, int minute) {
        DatabaseSyncRun run = run(name, template, RunResult.Cancelled, minute);
        run.setStatus(
                Objects.requireNonNull(run.getStatus()).withReason("Cancelled").withStartedAt(null));
        return run;
    }

    /// After the operator has shown it, somebody sets the annotation.
    public static SyncState cleared(SyncState state) {
        state.sync().setStatus(SyncDecision.decide(state).status());
        state.sync().getMetadata().setAnnotations(Map.of(Annotations.REPIN, "on purpose"));
        return again(state);
    }

    /// Looks at the same sync, which was changed since, and the same runs.
    public static SyncState again(SyncState state) {
        return new SyncState(state.sync(), state.runs(), NOW, LONGER, Optional.empty());
    }

    public static DatabaseSyncRun foreign() {
        DatabaseSyncRun run = run("r9", Specs.spec(), RunResult.Succeeded, 9);
        Objects.requireNonNull(run.getMetadata().getOwnerReferences().getFirst())
                .setUid("a namesake, deleted");
        return run;
    }

    /// Whether a run is started, the phase, and which conditions are true.
    public static String summary(SyncDecision decision) {
        String verb = switch (decision) {
            case SyncDecision.StartRun _ -> "start";
            case SyncDecision.Show _ -> "show";
        };
        return decision.status().conditions().stream()
                .filter(condition -> condition.getStatus().equals("True"))
                .map(Condition::getType)
                .collect(Collectors.joining(", ", verb + " " + decision.status().phase() + " [", "]"));
    }
}
