package io.databasesync.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.Identities;
import io.databasesync.api.Identity;
import io.databasesync.api.RunProgress;
import io.databasesync.api.TerminationMessage;
import io.databasesync.engine.SyncRunner;
import io.databasesync.sync.DatabaseEndpoint.Pin;
import io.databasesync.sync.DatabaseIdentity;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ReachedDatabases;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest;
import io.databasesync.testing.kubernetes.InJvmKubernetes;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a worker is held to, and what it tells. Remote is read, local is replaced.
class WorkerPinsTest {
    private static final DatabaseIdentity LOCAL = new DatabaseIdentity("7312", 16384, "app");
    private static final DatabaseIdentity REMOTE = new DatabaseIdentity("7411", 16385, "kb");
    private static final SyncOutcome DONE = new SyncOutcome.RolledBack(
            Phase.Validating, new SyncException(Reason.UnmatchedPattern, "enough for this test"));
    private static final String RUN = """
            apiVersion: databasesync.io/v1alpha1
            kind: DatabaseSyncRun
            metadata: {name: kb-1, namespace: knowledge}
            spec:
              syncRef: kb
              operation: Sync
              template:
                direction: RemoteToLocal
                local: {uriSecret: {name: kb-local}}
                remote: {uriSecret: {name: kb-remote}}
            """;

    private final InJvmKubernetes kubernetes = new InJvmKubernetes();
    private final KubernetesClient client = kubernetes.client();
    private final List<SyncRequest> requests = new ArrayList<>();
    private final Path root;

    WorkerPinsTest(@TempDir Path root) {
        this.root = root;
    }

    @BeforeEach
    void mountSecrets() throws IOException {
        for (String side : List.of("local", "remote")) {
            Path folder = Files.createDirectories(root.resolve("etc/databasesync/" + side));
            Files.writeString(folder.resolve("uri"), "postgresql://app:s3cr3t@%s-db:5432/kb".formatted(side));
        }
        client.resource(Serialization.unmarshal(RUN, DatabaseSyncRun.class)).create();
    }

    @AfterEach
    void stop() {
        kubernetes.close();
    }

    @Test
    void whatEarlierRunsReachedComesAsAnArgument() {
        run(new Identities(new Identity("7312", 16384, "app"), null), (_, _, _) -> DONE);
        SyncRequest request = requests.getFirst();
        assertThat(request.target().pin()).isEqualTo(new Pin(LOCAL, "dbsync repin kb -n knowledge"));
        assertThat(request.source().pin()).isNull();
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
        assertThat(Objects.requireNonNull(requests.getLast().target().pin()).identity())
                .isEqualTo(LOCAL);
        assertThat(requests.getLast().source().pin()).isNull();
        assertThat(written()).as("a pod that reached nothing forgets nothing").isNotNull();
    }

    @Test
    void aFirstRunThatCannotWriteItDownIsTriedAgain() throws IOException {
        SyncRunner engine = (_, sink, _) -> {
            kubernetes.close();
            try {
                sink.reached(new ReachedDatabases(Optional.of(LOCAL), Optional.of(REMOTE)));
                return DONE;
            } catch (SyncException refused) {
                return new SyncOutcome.RolledBack(Phase.Validating, refused);
            }
        };
        assertThat(run(Identities.NONE, engine)).isEqualTo(75);
        assertThat(TerminationMessage.parse(Files.readString(root.resolve("termination-log")))
                        .orElseThrow()
                        .message())
                .contains("which databases it has reached", "reaches the API server");
    }

    @Test
    void aRunWhoseDatabasesAreKnownNeedsNoApiServerForThat() {
        Identities known = new Identities(new Identity("7312", 16384, "app"), new Identity("7411", 16385, "kb"));
        SyncRunner engine = (_, sink, _) -> {
            kubernetes.close();
            sink.reached(new ReachedDatabases(Optional.of(LOCAL), Optional.of(REMOTE)));
            return DONE;
        };
        assertThat(run(known, engine)).isEqualTo(Reason.UnmatchedPattern.exitCode());
    }

    private int run(Identities pinned, SyncRunner engine) {
        SyncRunner recording = (request, sink, cancellation) -> {
            requests.add(request);
            return engine.run(request, sink, cancellation);
        };
        return new Worker(client, recording, root, root.resolve("termination-log"), pinned).run("knowledge", "kb-1");
    }

    private @Nullable Identities written() {
        DatabaseSyncRun run = client.resources(DatabaseSyncRun.class)
                .inNamespace("knowledge")
                .withName("kb-1")
                .get();
        RunProgress progress = run.getStatus() == null ? null : run.getStatus().progress();
        return progress == null ? null : progress.identities();
    }
}
