package io.databasesync.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.RunResult;
import io.databasesync.contract.TerminationMessage;
import io.databasesync.engine.SyncRunner;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableName;
import io.databasesync.testing.Failures;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A run becomes a request to the engine, and what comes of it the exit code and the last words of the pod.
class WorkerTest {
    private final WorkerPod pod;

    WorkerTest(@TempDir Path root) {
        pod = new WorkerPod(root);
    }

    @AfterEach
    void close() {
        pod.close();
    }

    @Test
    void aRunBecomesARequestAndItsEndTheLastWords() {
        assertThat(pod.endsWith(WorkerPod.SYNCED)).isZero();
        SyncRequest request = pod.requests().getFirst();
        assertThat(request.runId()).isEqualTo(pod.existing().getMetadata().getUid());
        assertThat(request.source().toString()).isEqualTo("kb@remote-db:5432");
        assertThat(request.target().toString()).isEqualTo("kb@local-db:5432");
        assertThat(request.requestedBy()).isEqualTo("knowledge/kb-1");
        TerminationMessage words = pod.lastWords();
        assertThat(words.result()).isEqualTo(RunResult.Succeeded);
        assertThat(words.rows()).isEqualTo(218_714);
        assertThat(words.durationSeconds()).isEqualTo(42);
        assertThat(Objects.requireNonNull(words.verification()).tables()).isEqualTo(1);
    }

    @Test
    void aComparisonSaysWhatWasEqualAndThatNothingWasWritten() {
        SyncOutcome verified = new SyncOutcome.Verified(
                List.of(new SyncOutcome.VerifiedTable(new TableName("public", "pages"), 7)),
                Duration.ofSeconds(3),
                List.of());
        assertThat(pod.endsWith(verified)).isZero();
        assertThat(pod.lastWords().result()).isEqualTo(RunResult.Succeeded);
        assertThat(pod.lastWords().message()).contains("checksum", "nothing was written");
        assertThat(pod.lastWords().rows()).as("rows that were replaced").isNull();
        assertThat(Objects.requireNonNull(pod.lastWords().verification()).method())
                .isEqualTo("Checksum");
    }

    @ParameterizedTest
    @CsvSource({
        "InvalidSpec, 64",
        "UnmatchedPattern, 64",
        "AuthenticationFailed, 2",
        "CopyFailed, 3",
        "VerificationFailed, 4",
        "Cancelled, 5",
        "EndpointReadOnly, 6",
        "InternalError, 70",
        "ConnectionFailed, 75",
        "HostNotFound, 75",
        "ConnectionRefused, 75",
        "TlsFailed, 2",
        "ConnectionLost, 75",
        "TargetLocked, 75",
        "StandbyConflict, 75"
    })
    void theExitCodeSaysWhetherAnotherAttemptIsWorthIt(Reason reason, int exitCode) {
        SyncException cause =
                Failures.failure(reason, "found \u001b[31mthis; run: that").withSqlState("42501");
        assertThat(pod.endsWith(new SyncOutcome.RolledBack(Phase.Copying, cause)))
                .isEqualTo(exitCode);
        assertThat(pod.lastWords().reason()).isEqualTo(reason);
        assertThat(pod.lastWords().phase()).isEqualTo(Phase.Copying);
        assertThat(pod.lastWords().sqlState()).isEqualTo("42501");
        assertThat(pod.lastWords().message()).isEqualTo("found ?[31mthis; run: that");
    }

    @Test
    void aBugIsReportedAsOneAndNotThrown() {
        SyncRunner engine = (_, _, _) -> {
            throw new IllegalStateException("index out of sync");
        };
        assertThat(pod.run(engine)).isEqualTo(70);
        assertThat(pod.lastWords().reason()).isEqualTo(Reason.InternalError);
    }

    @Test
    void anotherAttemptGoesOnWithWhatAnInterruptedOneLeaves() {
        SyncException lost = Failures.failure(Reason.ConnectionLost, "the source went away");
        assertThat(pod.endsWith(new SyncOutcome.Interrupted(Phase.Copying, lost)))
                .isEqualTo(75);
        assertThat(pod.requests().getFirst().resumable()).isTrue();
        assertThat(pod.lastWords().reason()).isEqualTo(Reason.ConnectionLost);
        assertThat(pod.lastWords().message())
                .isEqualTo("the source went away; what is copied is left to the next attempt");
    }

    @Test
    void aResumedRunSaysHowManyTablesItKept() {
        SyncOutcome outcome = new SyncOutcome.Synced(
                ChosenMode.Swap,
                List.of(
                        new SyncOutcome.VerifiedTable(new TableName("public", "a"), 1),
                        new SyncOutcome.VerifiedTable(new TableName("public", "b"), 2)),
                0,
                Duration.ZERO,
                List.of(),
                "Counts",
                List.of(),
                List.of(new TableName("public", "b")),
                Comparison.Counts);
        assertThat(pod.endsWith(outcome)).isZero();
        assertThat(pod.lastWords().message()).contains("equal; 1 of them kept from an earlier attempt, 1 copied;");
    }

    @Test
    void aRunThatIsGoneIsCancelled() {
        assertThat(pod.worker((_, _, _) -> WorkerPod.SYNCED).run(WorkerPod.NAMESPACE, "no-such-run"))
                .isEqualTo(5);
        assertThat(pod.requests()).isEmpty();
    }

    @Test
    void aSecretWithoutItsKeyIsNamedWithIt() throws IOException {
        Files.delete(pod.uriOf("remote"));
        assertThat(pod.endsWith(WorkerPod.SYNCED)).isEqualTo(2);
        assertThat(pod.lastWords().reason()).isEqualTo(Reason.InvalidSecret);
        assertThat(pod.lastWords().message()).contains("spec.remote.uriSecret kb-remote has no key uri");
    }

    @ParameterizedTest
    @CsvSource({"protection, Sealed, spec.remote.protection", "onlySchema, public, spec.remote.onlySchema"})
    void aTemplateWithSomethingUnknownIsRefusedInsteadOfReadInPart(String field, String value, String named) {
        GenericKubernetesResource run = pod.raw();
        Map<String, Object> remote = Objects.requireNonNull(run.get("spec", "template", "remote"));
        remote.put(field, value);
        pod.client().resource(run).update();
        assertThat(pod.endsWith(WorkerPod.SYNCED)).isEqualTo(64);
        assertThat(pod.requests()).isEmpty();
        assertThat(pod.lastWords().reason()).isEqualTo(Reason.InvalidSpec);
        assertThat(pod.lastWords().message()).contains("knowledge/kb-1", named);
    }

    @Test
    void quantitiesAndOtherTypesOfKubernetesAreKnown() {
        GenericKubernetesResource run = pod.raw();
        Map<String, Object> template = Objects.requireNonNull(run.get("spec", "template"));
        template.put(
                "worker",
                Map.of(
                        "resources", Map.of("limits", Map.of("memory", "1Gi")),
                        "tolerations", List.of(Map.of("key", "db", "operator", "Exists"))));
        pod.client().resource(run).update();
        assertThat(pod.endsWith(WorkerPod.SYNCED)).isZero();
    }

    @Test
    void theHistoryHearsWhyTheRunWasAskedFor() {
        pod.edit(DatabaseSyncRunSpec.of("kb", Operation.Sync)
                .withReason("nightly")
                .withTemplate(pod.existing().getSpec().template()));
        pod.endsWith(WorkerPod.SYNCED);
        assertThat(pod.requests().getFirst().requestedBy()).isEqualTo("knowledge/kb-1 (nightly)");
    }

    @Test
    void theHistoryHearsWhoAskedForTheRun() {
        pod.edit(DatabaseSyncRunSpec.of("kb", Operation.Sync)
                .withReason("before the release")
                .withRequestedBy("ada")
                .withTemplate(pod.existing().getSpec().template()));
        pod.endsWith(WorkerPod.SYNCED);
        assertThat(pod.requests().getFirst().requestedBy()).isEqualTo("knowledge/kb-1 (ada: before the release)");
    }

    @Test
    void aRollbackSaysWhichRunItUndid() {
        SyncOutcome outcome = new SyncOutcome.Restored(
                "sync-7",
                List.of(new SyncOutcome.VerifiedTable(new TableName("public", "pages"), 12)),
                Duration.ofSeconds(3),
                List.of("dbsync_prev_1"),
                List.of());
        assertThat(pod.endsWith(outcome)).isZero();
        assertThat(pod.lastWords().message()).contains("run sync-7 rolled back", "12 rows", "dbsync_prev_1");
        assertThat(pod.lastWords().verification()).isNull();
    }

    @Test
    void warningsOfARunThatSucceededAreToldHoweverManyThereAre() throws IOException {
        List<String> warnings = IntStream.range(0, 500)
                .mapToObj("foreign key fk_%d of public.other does not hold\u001b[31m"::formatted)
                .toList();
        SyncOutcome outcome = new SyncOutcome.Synced(
                ChosenMode.Swap,
                List.of(),
                0,
                Duration.ZERO,
                List.of("dbsync_prev_1"),
                "Counts",
                warnings,
                List.of(),
                Comparison.Counts);
        assertThat(pod.endsWith(outcome)).isZero();
        assertThat(pod.lastWords().message()).contains("dbsync_prev_1", "fk_0 of public.other does not hold?[31m");
        assertThat(Files.size(pod.terminationLog())).isLessThanOrEqualTo(4096);
    }
}
