package io.databasesync.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.testing.postgres.Relay;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoundTest {
    private final TestDatabase database = TestServer.newer().createDatabase();
    private final Relay relay = new Relay(TestServer.newer());
    private final Sessions sessions = new Sessions("round", new Cancellation());
    private final Session session = sessions.open(relay.to(database.endpoint()));

    @AfterEach
    void close() {
        sessions.close();
        relay.close();
        database.close();
    }

    private int flights(Runnable work) {
        relay.mark();
        work.run();
        return relay.flights();
    }

    private long number(String sql, Object... parameters) {
        return session.inTransaction(
                TransactionMode.READ_ONLY, t -> t.queryLong(sql, Reason.ConnectionLost, "asking", parameters));
    }

    @Test
    void aTransactionThatAsksOneThingTakesOneFlight() {
        assertThat(flights(() -> session.ask(
                        TransactionMode.READ_ONLY,
                        t -> t.ask("select ?::int", row -> row.getInt(1), Reason.ConnectionLost, "asking", 1))))
                .isEqualTo(1);
    }

    @Test
    void statementsThatAreToldTravelWithTheCommit() {
        assertThat(flights(() -> session.write(t -> {
                    t.tell("create table public.a (id int)", Reason.StageFailed, "making a");
                    IntStream.range(0, 50)
                            .forEach(
                                    i -> t.tell("insert into public.a values (?)", Reason.StageFailed, "filling a", i));
                })))
                .as("begin, 51 statements and commit")
                .isEqualTo(1);
        assertThat(database.value("select count(*) from a")).isEqualTo("50");
    }

    @Test
    void aFailureOfAStatementThatWasToldIsItsOwn() {
        assertThatExceptionOfType(SyncException.class)
                .isThrownBy(() -> session.write(t -> {
                    t.tell("create table public.a (id int)", Reason.StageFailed, "making a");
                    t.tell("drop table public.b", Reason.PublishFailed, "dropping b");
                    t.tell("drop table public.c", Reason.StageFailed, "dropping c");
                }))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.PublishFailed))
                .withMessageContaining("dropping b: ");
        assertThat(database.tables()).isEmpty();
    }

    @Test
    void partsThatReadSideBySideTakeAsManyFlightsAsTheLongestChainOfQuestions() {
        List<Long> answers = new ArrayList<>();

        int flights = flights(() -> answers.addAll(Round.over(
                List.of(session),
                () -> Round.each(
                        IntStream.range(0, 30).boxed().toList(),
                        i -> number("select ?::int * 2", (int) number("select ?::int + 1", i))))));

        assertThat(answers).startsWith(2L, 4L, 6L).hasSize(30);
        assertThat(flights).as("two questions and the end").isEqualTo(3);
    }

    @Test
    void aQuestionIsSentOnce() {
        int flights = flights(() -> Round.over(List.of(session), () -> {
            List<Long> first = List.of(number("select 1"), number("select 2"));
            assertThat(List.of(number("select 1"), number("select 2"))).isEqualTo(first);
            return first;
        }));

        assertThat(flights).as("two questions and the end").isEqualTo(3);
    }

    @Test
    void aQuestionThatFailsFailsItsPartOnly() {
        Supplier<String> fails = () -> {
            try {
                return "no failure: " + number("select 1 / ?::int", 0);
            } catch (SyncException e) {
                return e.sqlState().orElse("");
            }
        };

        List<String> found = Round.over(
                List.of(session),
                () -> Round.together(
                        List.of(() -> "" + number("select 1"), fails, () -> "" + number("select 2"), fails)));

        assertThat(found).containsExactly("1", "22012", "2", "22012");
    }

    @Test
    void theFailureOfAPartEndsTheRound() {
        assertThatExceptionOfType(SyncException.class)
                .isThrownBy(() -> Round.over(
                        List.of(session),
                        () -> Round.together(List.of(
                                () -> number("select 1"), () -> number("select nothing"), () -> number("select 2")))))
                .satisfies(e -> assertThat(e.sqlState()).contains("42703"));
        assertThat(number("select 3")).isEqualTo(3);
    }

    @Test
    void aRoundOnlyReads() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Round.over(List.of(session), () -> {
                    session.write(t -> t.tell("create table public.a (id int)", Reason.StageFailed, "making a"));
                    return 0;
                }));
        assertThat(database.tables()).isEmpty();
    }

    @Test
    void rowsThatFillEveryBufferDoNotStopTheQuestionsBehindThem() {
        String padding = "x".repeat(40_000);
        long length = Round.over(
                List.of(session),
                () -> Round.each(
                                IntStream.range(0, 20).boxed().toList(),
                                i -> session.ask(
                                        TransactionMode.READ_ONLY,
                                        t -> t.ask(
                                                "select repeat('y', 2000000) /* %s %d */".formatted(padding, i),
                                                row -> (long) row.getString(1).length(),
                                                Reason.ConnectionLost,
                                                "asking")))
                        .stream()
                        .mapToLong(found -> found.getFirst())
                        .sum());

        assertThat(length).isEqualTo(20 * 2_000_000L);
    }

    @Test
    void aRoundThatIsLeftEndsWithTheNextMessage() {
        assertThat(flights(() -> {
                    Round.leaving(List.of(session), () -> number("select 1"));
                    number("select 2");
                }))
                .as("the round; its commit, the next question; the commit of that")
                .isEqualTo(3);
    }

    @Test
    void aRoundThatIsLeftEndsByItselfIfNothingFollows() {
        Round.leaving(List.of(session), () -> number("select 1"));

        await().untilAsserted(() -> assertThat(database.column(
                        "select state from pg_stat_activity where application_name like 'databasesync round %'"
                                + " and datname = current_database()"))
                .isEqualTo(List.of("idle")));
    }
}
