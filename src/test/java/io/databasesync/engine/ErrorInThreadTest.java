package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.FailingSockets;
import io.databasesync.testing.postgres.TestSession;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Any thread of a run can end with an `Error`. If the run needs it, the run ends as `InternalError`, nothing is
/// published, and the target is as it was: `Scenario.failsIn` looks at all of it. `SessionsTest` has the threads that
/// cancel and close, `ChangingWorkTest` those that connect.
class ErrorInThreadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(9); // less than a run waits for who watches it

    @AfterEach
    void disarm() {
        FailingSockets.disarm();
    }

    @ParameterizedTest
    @CsvSource({
        "side-by-side, Validating, Validating",
        "reading, Validating, Validating",
        "copy-, Copying, Copying",
        "read public.large, Copying, Copying",
        "index-, Copying, Indexing",
        "foreign-keys-, Verifying, Verifying",
        "verify-, Verifying, Verifying"
    })
    void ofASwapEndsIt(String thread, Phase phase, Phase orPhase) {
        FailingSockets.trap(thread);

        assertThrownOn(thread, scenario().failsIn(EnumSet.of(phase, orPhase), Reason.InternalError));
    }

    /// A guard only helps. The run goes on without it.
    @Test
    void thatGuardsASwapDisturbsItNot() {
        CompletableFuture<Void> reader = new CompletableFuture<>();
        scenario()
                .safety(1, Duration.ofSeconds(20))
                .during(Phase.Publishing, (databases, _) -> {
                    TestSession idle = databases.target().session("reader");
                    idle.execute("begin", "select * from parent");
                    FailingSockets.trap("guard");
                    Thread.startVirtualThread(() -> endOnceSprung(idle, reader));
                })
                .once((_, target) -> assertThat(target.value("select count(*) from parent where v = 'new'"))
                        .isEqualTo("500"));
        reader.join();
    }

    private static void endOnceSprung(TestSession idle, CompletableFuture<Void> ended) {
        try {
            await().atMost(Duration.ofMinutes(1)).until(() -> !FailingSockets.armed());
            idle.execute("commit");
            ended.complete(null);
        } catch (RuntimeException | AssertionError e) {
            ended.completeExceptionally(e);
        }
    }

    @Test
    void ofARunThatReplacesInPlaceEndsIt() {
        FailingSockets.trap("read public.");

        assertThrownOn("read public.", scenario().mode(Mode.InPlace).failsIn(Phase.Copying, Reason.InternalError));
    }

    @ParameterizedTest
    @CsvSource({"Swap", "InPlace"})
    void thatKeepsTheLeaseEndsTheRun(Mode mode) {
        SyncException failure = scenario()
                .mode(mode)
                .during(Phase.Copying, (_, _) -> {
                    FailingSockets.trap("heartbeat");
                    await().atMost(PATIENCE).until(() -> !FailingSockets.armed());
                })
                .failsIn(Phase.Copying, Reason.InternalError);

        assertThrownOn("heartbeat", failure);
    }

    @ParameterizedTest
    @CsvSource({
        // while others build indexes, it may ask nothing
        "Swap, Copying, Copying", "Swap, Indexing, Verifying", "Swap, Verifying, Verifying",
        "Swap, Publishing, Publishing", "InPlace, Copying, Copying", "InPlace, Indexing, Indexing",
        "InPlace, Verifying, Verifying", "InPlace, Publishing, Publishing"
    })
    void thatDoesTheRunEndsIt(Mode mode, Phase phase, Phase orPhase) {
        String runner = "runner of " + mode;
        String before = Thread.currentThread().getName();
        Thread.currentThread().setName(runner);
        try {
            assertThrownOn(
                    runner,
                    scenario()
                            .mode(mode)
                            .during(phase, (_, _) -> FailingSockets.trap(runner))
                            .failsIn(EnumSet.of(phase, orPhase), Reason.InternalError));
        } finally {
            Thread.currentThread().setName(before);
        }
    }

    private static void assertThrownOn(String thread, SyncException failure) {
        assertThat(FailingSockets.armed()).as("nobody was trapped").isFalse();
        assertThatSync(failure).naming("NoClassDefFoundError: thrown on thread " + thread);
    }

    private static Scenario scenario() {
        return Pair.NEWER_TO_OLDER
                .scenario()
                .both(
                        "create table parent (id int primary key, v text)",
                        "create table child (id serial primary key, parent int references parent)",
                        "create table large (v text)") // the others are so small that they are copied together
                .source(
                        "insert into large select repeat('x', 1000) from generate_series(1, 3000)",
                        "insert into parent select i, 'new' from generate_series(1, 500) i",
                        "insert into child (parent) select i from generate_series(1, 500) i")
                .target("insert into parent values (1, 'old')", "insert into child (parent) values (1)")
                .sourceEndpoint(ErrorInThreadTest::overFailingSockets)
                .targetEndpoint(ErrorInThreadTest::overFailingSockets);
    }

    private static ConnectionSettings overFailingSockets(ConnectionSettings endpoint) {
        return endpoint.withOptions(FailingSockets.OPTIONS);
    }
}
