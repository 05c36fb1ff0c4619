package io.databasesync.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.testing.postgres.Relay;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A server that is gone without a word while the run waits for its answer.
class ReachCheckTest {
    private final TestDatabase database = TestServer.newer().createDatabase();
    private final Relay link = new Relay(database.server());
    private final Sessions sessions = new Sessions("the run", new Cancellation());
    private final ConnectionSettings server = link.to(database.endpoint());
    private final Session session = sessions.open(server);

    @AfterEach
    void close() {
        sessions.close();
        link.close();
        database.close();
    }

    @Test
    void aQuestionThatGotLostEndsWithItsConnectionWhenTheServerCannotBeReachedFourTimes() {
        link.blackHole();
        CompletableFuture<SyncException> end = ask();
        ReachCheck check = new ReachCheck(Duration.ZERO, _ -> false, _ -> false);

        for (int look = 1; look <= 3; look++) {
            check.look(List.of(session));
            assertThat(session.lost()).isFalse();
        }
        check.look(List.of(session));

        assertThat(session.lost()).isTrue();
        assertThat(end.join().reason()).isEqualTo(Reason.ConnectionLost);
    }

    @Test
    void aServerThatAnswersOnceIsThere() {
        link.blackHole();
        CompletableFuture<SyncException> end = ask();
        Deque<Boolean> answers = new ArrayDeque<>(List.of(false, false, false, true, false, false, false));
        ReachCheck check = new ReachCheck(Duration.ZERO, _ -> answers.remove(), _ -> answers.remove());

        while (!answers.isEmpty()) {
            check.look(List.of(session));
        }

        assertThat(session.lost()).isFalse();
        session.abort();
        end.join();
    }

    @Test
    void nobodyAsksWhileAnotherConnectionToTheServerIsHeard() {
        link.blackHole();
        CompletableFuture<SyncException> end = ask();
        ReachCheck check = new ReachCheck(Duration.ofDays(1), ReachCheckTest::nobody, ReachCheckTest::nobody);

        check.look(Set.of(session));

        assertThat(session.lost()).isFalse();
        session.abort();
        end.join();
    }

    @Test
    void questionsThatOtherConnectionsAskMeanwhileAreNoSignOfLife() {
        Session other = sessions.open(server);
        link.blackHole();
        CompletableFuture<SyncException> end = ask(session);
        Duration patience = Duration.ofMillis(300);
        await().until(() ->
                session.times().waitingFor(patience) && other.times().silentFor(patience));
        CompletableFuture<SyncException> later = ask(other);
        List<Boolean> asked = new ArrayList<>();

        new ReachCheck(patience, _ -> asked.add(true), ReachCheckTest::nobody).look(List.of(session, other));

        assertThat(asked).hasSize(1);
        sessions.abort();
        end.join();
        later.join();
    }

    @Test
    void aConnectionThatIsLostIsNoSignOfLife() {
        Session other = sessions.open(server);
        link.blackHole();
        CompletableFuture<SyncException> end = ask();
        Duration patience = Duration.ofMillis(300);
        await().until(() -> session.times().waitingFor(patience));
        other.abort();
        assertThat(ask(other).join().reason()).isEqualTo(Reason.ConnectionLost);
        List<Boolean> asked = new ArrayList<>();

        new ReachCheck(patience, _ -> asked.add(true), ReachCheckTest::nobody).look(List.of(session, other));

        assertThat(asked).hasSize(1);
        session.abort();
        end.join();
    }

    @Test
    void nobodyAsksWhileNothingIsAwaited() {
        new ReachCheck(Duration.ZERO, ReachCheckTest::nobody, ReachCheckTest::nobody).look(List.of(session));
        assertThat(session.lost()).isFalse();
    }

    @Test
    void aServerThatRefusesIsReachedAndOneBehindABlackHoleIsNot() {
        assertThat(ReachCheck.reachable(server, "reach")).isTrue();
        assertThat(ReachCheck.reachable(database.endpoint().withDatabase("absent"), "reach"))
                .isTrue();
        link.refuse(1);
        assertThat(ReachCheck.reachable(server, "reach"))
                .as("a reset is an answer")
                .isTrue();
        link.restore();
        link.blackHole();
        assertThat(ReachCheck.reachable(server, "reach")).isFalse();
    }

    /// A statement that takes an hour: the server is there, and its log stays empty.
    @Test
    void aServerThatAnswersIsAskedMoreAndMoreRarelyAndNeverByALogin() {
        link.blackHole();
        CompletableFuture<SyncException> end = ask();
        List<Integer> asked = new ArrayList<>();
        AtomicInteger looks = new AtomicInteger();
        ReachCheck check = new ReachCheck(Duration.ZERO, _ -> asked.add(looks.get()), ReachCheckTest::nobody);

        while (looks.incrementAndGet() <= 12) {
            check.look(List.of(session));
        }

        assertThat(asked).containsExactly(1, 3, 6, 9, 12);
        session.abort();
        end.join();
    }

    /// Six looks take less than a minute.
    @Test
    void aServerThatHasAnsweredForLongIsGivenUpAtTheSixthLookAfterItsLastAnswer() {
        link.blackHole();
        CompletableFuture<SyncException> end = ask();
        AtomicInteger answers = new AtomicInteger(5);
        ReachCheck check = new ReachCheck(Duration.ZERO, _ -> answers.getAndDecrement() > 0, _ -> false);
        while (answers.get() > 0) {
            check.look(List.of(session));
        }

        for (int look = 1; look <= 5; look++) {
            check.look(List.of(session));
            assertThat(session.lost()).isFalse();
        }
        check.look(List.of(session));

        assertThat(session.lost()).isTrue();
        end.join();
    }

    @Test
    void aServerThatAnswersALoginOnlyIsThere() {
        link.blackHole();
        CompletableFuture<SyncException> end = ask();
        AtomicInteger logins = new AtomicInteger();
        ReachCheck check = new ReachCheck(Duration.ZERO, _ -> false, _ -> logins.incrementAndGet() > 0);

        while (logins.get() < 5) {
            check.look(List.of(session));
        }

        assertThat(session.lost()).isFalse();
        session.abort();
        end.join();
    }

    @Test
    void aKnockIsAnsweredWhoeverAsksAndNotThroughABlackHole() {
        assertThat(Knock.answered(server)).isTrue();
        assertThat(Knock.answered(server.withDatabase("absent").withUser("nobody")))
                .as("there is no login")
                .isTrue();
        link.refuse(1);
        assertThat(Knock.answered(server)).as("a login says what a reset means").isFalse();
        link.restore();
        link.blackHole();
        assertThat(Knock.answered(server)).isFalse();
    }

    private static boolean nobody(ConnectionSettings server) {
        throw new IllegalStateException("nobody should ask " + server);
    }

    private CompletableFuture<SyncException> ask() {
        return ask(session);
    }

    private static CompletableFuture<SyncException> ask(Session session) {
        CompletableFuture<SyncException> end = CompletableFuture.supplyAsync(
                () -> catchThrowableOfType(
                        SyncException.class,
                        () -> session.write(t -> {
                            t.execute("select 1", Reason.CopyFailed, "asking");
                        })),
                work -> Thread.ofPlatform().daemon().start(work));
        await().until(() -> end.isDone() || session.times().waitingFor(Duration.ZERO));
        return end;
    }
}
