package io.databasesync.operator.sync;

import static io.databasesync.testing.operator.FoundSync.NOW;
import static io.databasesync.testing.operator.FoundSync.changed;
import static io.databasesync.testing.operator.FoundSync.cleared;
import static io.databasesync.testing.operator.FoundSync.run;
import static io.databasesync.testing.operator.FoundSync.state;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.api.RunResult;
import io.databasesync.operator.run.EndedRun;
import io.databasesync.sync.Reason;
import io.databasesync.testing.operator.FoundSync;
import io.databasesync.testing.operator.Specs;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Why a run is started, when several things ask for one.
class DemandArbiterTest {
    private static final DatabaseSyncSpec SPEC = Specs.spec();
    private static final DatabaseSyncSpec OTHER = Specs.spec("public.b*", null, null);
    private static final DatabaseSyncSpec TRIGGERED = Specs.spec("public.*", "again", null);
    private static final DatabaseSyncSpec BOTH = Specs.spec("public.b*", "again", null);

    static Stream<Arguments> reasons() {
        DatabaseSyncRun good = run("r1", SPEC, RunResult.Succeeded, 1);
        DatabaseSyncRun unreached = unreached();
        return Stream.of(
                argumentSet("nothing has ended yet", state(SPEC), "first run"),
                argumentSet("nothing has ended yet, with a trigger", state(TRIGGERED), "first run"),
                argumentSet("another spec", state(OTHER, told(good), good), "spec changed"),
                argumentSet("a new trigger", state(TRIGGERED, told(good), good), "trigger again"),
                argumentSet("another spec and a new trigger", state(BOTH, told(good), good), "trigger again"),
                argumentSet("a trigger taken away", state(SPEC, triggered(), triggeredRun()), "spec changed"),
                argumentSet(
                        "cleared identities, and nothing has ended before",
                        cleared(state(SPEC, changed("r1", SPEC))),
                        "identities cleared"),
                argumentSet(
                        "cleared identities, and a new trigger",
                        cleared(state(TRIGGERED, told(good), good, changed("r2", TRIGGERED))),
                        "identities cleared"),
                argumentSet(
                        "an end leads elsewhere",
                        state(TRIGGERED, changed("r1", SPEC)),
                        "do local and remote lead to the pinned databases again?"),
                argumentSet("no connection", state(SPEC, told(unreached), unreached), "again after HostNotFound"),
                argumentSet(
                        "no connection, and a new trigger",
                        state(TRIGGERED, told(unreached), unreached),
                        "trigger again"));
    }

    @ParameterizedTest
    @MethodSource
    void reasons(SyncState state, String expected) {
        assertThat(DemandArbiter.pick(later(state)))
                .get()
                .satisfies(demand -> assertThat(demand.reason()).isEqualTo(expected));
    }

    static Stream<Arguments> refusals() {
        DatabaseSyncRun unreached = unreached();
        return Stream.of(
                argumentSet("it is suspended", state(Specs.spec("public.*", "again", true))),
                argumentSet("a run is under way", state(OTHER, run("r1", SPEC, null, 1))),
                argumentSet(
                        "a retry is due, and a run of a user is under way",
                        state(SPEC, told(unreached), unreached, run("r2", SPEC, null, 2))));
    }

    @ParameterizedTest
    @MethodSource
    void refusals(SyncState state) {
        assertThat(DemandArbiter.pick(later(state))).isEmpty();
    }

    /// When every retry is due.
    private static SyncState later(SyncState state) {
        return FoundSync.state(state.sync(), state.runs(), NOW.plus(Duration.ofDays(1)));
    }

    /// What the operator wrote when the run ended.
    private static DatabaseSyncStatus told(DatabaseSyncRun run) {
        SyncState state = state(SPEC, run);
        return SyncDecision.decide(FoundSync.state(state.sync(), state.runs(), EndedRun.finishedAt(run)))
                .status();
    }

    private static DatabaseSyncRun triggeredRun() {
        return run("r1", TRIGGERED, RunResult.Succeeded, 1);
    }

    private static DatabaseSyncStatus triggered() {
        return SyncDecision.decide(state(TRIGGERED, triggeredRun())).status();
    }

    private static DatabaseSyncRun unreached() {
        DatabaseSyncRun run = run("r1", SPEC, RunResult.Failed, 1);
        run.setStatus(Objects.requireNonNull(run.getStatus()).withReason(Reason.HostNotFound.name()));
        return run;
    }
}
