package io.databasesync.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.Identities;
import io.databasesync.api.Identity;
import io.databasesync.api.ProgressStatus;
import io.databasesync.engine.SyncRunner;
import io.databasesync.sync.ConnectionSettings.Pin;
import io.databasesync.sync.DatabaseIdentity;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ReachedDatabases;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest;
import io.databasesync.testing.Failures;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a worker is held to, and what it tells. Remote is read, local is replaced.
class WorkerPinsTest {
    private static final DatabaseIdentity LOCAL = new DatabaseIdentity("7312", 16384, "app");
    private static final DatabaseIdentity REMOTE = new DatabaseIdentity("7411", 16385, "kb");
    private static final SyncOutcome DONE = new SyncOutcome.RolledBack(
            Phase.Validating, Failures.failure(Reason.UnmatchedPattern, "enough for this test"));

    private final WorkerPod pod;

    WorkerPinsTest(@TempDir Path root) {
        pod = new WorkerPod(root);
    }

    @AfterEach
    void close() {
        pod.close();
    }

    @Test
    void whatEarlierRunsReachedComesAsAnArgument() {
        run(new Identities(new Identity("7312", 16384, "app"), null), (_, _, _) -> DONE);
        SyncRequest request = pod.requests().getFirst();
        assertThat(request.target().pin()).isEqualTo(Pin.reached(LOCAL, "run: dbsync repin kb -n knowledge"));
        assertThat(request.source().pin()).isNull();
    }

    @Test
    void whatTheSpecDeclaresCountsMoreThanWhatEarlierRunsReached() {
        GenericKubernetesResource run = pod.raw();
        Map<String, Object> local = Objects.requireNonNull(run.get("spec", "template", "local"));
        local.put("identity", Map.of("systemIdentifier", "7312", "databaseOid", 16384, "database", "app"));
        pod.client().resource(run).update();
        run(new Identities(new Identity("7500", 5, "moved"), null), (_, _, _) -> DONE);
        assertThat(pod.requests().getFirst().target().pin()).isEqualTo(Pin.declared(LOCAL, "spec.local.identity"));
    }

    @Test
    void whatWasReachedIsWrittenDownBeforeTheRunGoesOn() {
        run(Identities.NONE, (_, sink, _) -> {
            sink.reached(new ReachedDatabases(Optional.of(LOCAL), Optional.of(REMOTE)));
            assertThat(written())
                    .isEqualTo(new Identities(new Identity("7312", 16384, "app"), new Identity("7411", 16385, "kb")));
            return DONE;
        });
        assertThat(written()).as("at the end as well").isNotNull();
    }

    @Test
    void aLaterPodOfAFirstRunIsHeldToWhatTheFirstOneReached() {
        SyncRunner first = (_, sink, _) -> {
            sink.reached(new ReachedDatabases(Optional.of(LOCAL), Optional.empty()));
            return DONE;
        };
        run(Identities.NONE, first);
        run(Identities.NONE, (_, sink, _) -> DONE);
        assertThat(Objects.requireNonNull(pod.requests().getLast().target().pin())
                        .identity())
                .isEqualTo(LOCAL);
        assertThat(pod.requests().getLast().source().pin()).isNull();
        assertThat(written()).as("a pod that reached nothing forgets nothing").isNotNull();
    }

    @Test
    void aFirstRunThatCannotWriteItDownIsTriedAgain() {
        SyncRunner engine = (_, sink, _) -> {
            pod.close();
            try {
                sink.reached(new ReachedDatabases(Optional.of(LOCAL), Optional.of(REMOTE)));
                return DONE;
            } catch (SyncException refused) {
                return new SyncOutcome.RolledBack(Phase.Validating, refused);
            }
        };
        assertThat(run(Identities.NONE, engine)).isEqualTo(75);
        assertThat(pod.lastWords().message()).contains("the databases that it has reached", "reaches the API server");
    }

    @Test
    void aRunWhoseDatabasesAreKnownNeedsNoApiServerForThat() {
        Identities known = new Identities(new Identity("7312", 16384, "app"), new Identity("7411", 16385, "kb"));
        SyncRunner engine = (_, sink, _) -> {
            pod.close();
            sink.reached(new ReachedDatabases(Optional.of(LOCAL), Optional.of(REMOTE)));
            return DONE;
        };
        assertThat(run(known, engine)).isEqualTo(Worker.exitCode(Reason.UnmatchedPattern));
    }

    private int run(Identities pinned, SyncRunner engine) {
        return pod.worker(engine, pinned).run(WorkerPod.NAMESPACE, WorkerPod.RUN);
    }

    private @Nullable Identities written() {
        ProgressStatus progress = pod.progressIfAny();
        return progress == null ? null : progress.identities();
    }
}
