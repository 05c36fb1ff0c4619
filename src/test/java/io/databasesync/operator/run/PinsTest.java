package io.databasesync.operator.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncRunSpec;
import io.databasesync.api.DatabaseSyncRunStatusBuilder;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.DatabaseSyncStatus.PinnedIdentities;
import io.databasesync.api.Identities;
import io.databasesync.api.Identity;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.ProgressStatusBuilder;
import io.databasesync.api.RunResult;
import io.databasesync.contract.Annotations;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.ReasonWord;
import io.databasesync.testing.operator.Specs;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What a sync is held to, by what its status and its runs say.
class PinsTest {
    private static final Instant START = Instant.parse("2026-01-12T10:00:00Z");
    private static final Identity A = new Identity("7312", 16384, "a");
    private static final Identity B = new Identity("7411", 16385, "b");

    private final DatabaseSync sync = sync();

    @Test
    void theFirstRunThatReachedADatabasePinsIt() {
        DatabaseSyncRun first = run("r1", 1, Operation.Plan, new Identities(null, A));
        DatabaseSyncRun second = run("r2", 2, Operation.Sync, new Identities(B, B));
        assertThat(pins(first, second).held()).isEqualTo(new Identities(B, A));
    }

    @Test
    void noRunChangesWhatIsPinned() {
        pinned(PinnedIdentities.NONE.withLocal(A).withRemote(B));
        assertThat(pins(run("r1", 1, Operation.Sync, new Identities(B, A))).held())
                .isEqualTo(new Identities(A, B));
    }

    @Test
    void whatTheSpecDeclaresTakesThePlaceOfAPin() {
        sync.setSpec(declaring(A));
        assertThat(pins().held()).as("without any status").isEqualTo(new Identities(A, null));
        pinned(PinnedIdentities.NONE.withLocal(B).withRemote(B));
        assertThat(pins(run("r1", 1, Operation.Sync, new Identities(B, A))).held())
                .isEqualTo(new Identities(A, B));
    }

    @Test
    void whatTheSpecDeclaresAsksForNoRun() {
        assertThat(SpecHash.what(declaring(A))).isEqualTo(SpecHash.what(Specs.spec()));
        assertThat(SpecHash.content(declaring(A))).isEqualTo(SpecHash.content(Specs.spec()));
        assertThat(SpecHash.template(declaring(A)))
                .as("after a run that did not succeed it does")
                .isNotEqualTo(SpecHash.template(Specs.spec()));
    }

    @Test
    void aRunThatTheOperatorHasNotStartedPinsNothing() {
        DatabaseSyncRun invented = run("r1", 1, Operation.Sync, new Identities(A, B));
        invented.getMetadata().setAnnotations(Map.of());
        assertThat(pins(invented).identities()).isEqualTo(PinnedIdentities.NONE);
    }

    @Test
    void aNewValueOfTheAnnotationClearsThePinsOnce() {
        pinned(PinnedIdentities.NONE
                .withLocal(A)
                .withRemote(B)
                .withChangedIn("r1")
                .withChangedAt(START));
        sync.getMetadata().setAnnotations(Map.of(Annotations.REPIN, "moved"));
        Pins cleared = pins();
        assertThat(cleared)
                .isEqualTo(new Pins(PinnedIdentities.NONE.withRepins(1).withLastHandledRepin("moved"), true));

        pinned(cleared.identities());
        DatabaseSyncRun before = run("r1", 1, Operation.Sync, new Identities(A, B));
        assertThat(pins(before).held()).as("runs from before do not count").isEqualTo(Identities.NONE);
        DatabaseSyncRun after = run("r2", 2, Operation.Sync, new Identities(B, A));
        after.getMetadata().setAnnotations(Map.of(Annotations.REPINS, "1"));
        assertThat(pins(before, after)).satisfies(pins -> {
            assertThat(pins.clearing()).isFalse();
            assertThat(pins.held()).isEqualTo(new Identities(B, A));
        });
    }

    @Test
    void aRunThatFoundAnotherDatabaseIsRememberedAlsoWhenItIsDeleted() {
        Pins found = pins(ended("r1", 1, Operation.Sync, Reason.IdentityChanged));
        assertThat(found.changedIn()).contains("r1");
        pinned(found.identities());
        assertThat(pins().changedIn()).contains("r1");
        assertThat(pins(ended("r0", 0, Operation.Sync, null)).changedIn())
                .as("what went well before")
                .contains("r1");
    }

    @Test
    void aRunThatOnlyReadsAndFindsThePinnedDatabasesAgainLiftsThat() {
        DatabaseSyncRun refused = ended("r1", 1, Operation.Sync, Reason.IdentityChanged);
        assertThat(pins(refused, ended("r2", 2, Operation.Sync, Reason.ConnectionFailed))
                        .changedIn())
                .contains("r1");
        Pins lifted = pins(refused, ended("r2", 2, Operation.Plan, null));
        assertThat(lifted.changedIn()).isEmpty();

        pinned(lifted.identities());
        assertThat(pins(refused).changedIn())
                .as("the plan is deleted, the refused run is not")
                .isEmpty();
        assertThat(pins(refused, ended("r3", 3, Operation.Sync, Reason.IdentityChanged))
                        .changedIn())
                .contains("r3");
    }

    private Pins pins(DatabaseSyncRun... runs) {
        return Pins.of(sync, List.of(runs));
    }

    private void pinned(PinnedIdentities identities) {
        sync.setStatus(DatabaseSyncStatus.NONE.withIdentities(identities));
    }

    private static DatabaseSyncSpec declaring(Identity local) {
        return Specs.spec().withLocal(Specs.local(local));
    }

    private static DatabaseSync sync() {
        return Specs.sync("knowledge", "knowledge-base", Specs.spec());
    }

    private static DatabaseSyncRun run(String name, int minute, Operation operation, Identities reached) {
        ProgressStatus progress =
                ProgressStatusBuilder.builder().attempt(1).identities(reached).build();
        return run(name, minute, operation, null, progress);
    }

    private static DatabaseSyncRun ended(String name, int minute, Operation operation, @Nullable ReasonWord reason) {
        return run(name, minute, operation, reason == null ? "Succeeded" : reason.name(), null);
    }

    private static DatabaseSyncRun run(
            String name, int minute, Operation operation, @Nullable String reason, @Nullable ProgressStatus progress) {
        Instant created = START.plusSeconds(60L * minute);
        DatabaseSyncRun run = new DatabaseSyncRun();
        run.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withAnnotations(Map.of(Annotations.REPINS, "0"))
                .build());
        run.setSpec(DatabaseSyncRunSpec.of("knowledge-base", operation));
        RunResult result = reason == null ? null : reason.equals("Succeeded") ? RunResult.Succeeded : RunResult.Failed;
        run.setStatus(DatabaseSyncRunStatusBuilder.builder()
                .startedAt(created)
                .finishedAt(reason == null ? null : created.plusSeconds(30))
                .result(result)
                .reason(reason)
                .progress(progress)
                .build());
        return run;
    }
}
