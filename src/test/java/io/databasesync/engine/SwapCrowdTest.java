package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableSelection;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Eight readers read tables, partitions, views and materialized views in any order, without a pause, half of them in
/// transactions of several questions. At no moment does none of them hold a lock that the swap needs.
class SwapCrowdTest {
    private static final int READERS = 8;
    private static final int ITEMS = 28;
    private static final int PARTS = 50;
    private static final List<String> RELATIONS = Stream.concat(
                    Stream.of("event", "event_7", "shown_event", "above_item", "by_kind", "shown_kinds", "kind"),
                    IntStream.rangeClosed(1, ITEMS).mapToObj(i -> "item_" + i))
            .toList();

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong longest = new AtomicLong();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final CountDownLatch asked = new CountDownLatch(READERS);

    @Test
    void aSwapFindsItsWayThroughACrowdOfReaders() throws InterruptedException {
        try (TestDatabase source = TestServer.newer().createDatabase();
                TestDatabase target = TestServer.older().createDatabase()) {
            fill(source, "new");
            fill(target, "old");
            target.execute(
                    "create view shown_event as select * from event",
                    "create view above_item as select * from item_3",
                    "create materialized view by_kind as select who, count(*) as n from event group by who",
                    "create view shown_kinds as select * from by_kind");
            List<Thread> readers = new ArrayList<>();
            ProgressSink sink = planned(() -> {
                IntStream.range(0, READERS)
                        .forEach(n -> readers.add(Thread.ofVirtual().start(() -> read(target, n))));
                await(asked);
            });
            Object outcome = new SyncEngine().run(request(source, target), sink, new Cancellation());
            over.set(true);
            for (Thread reader : readers) {
                reader.join();
            }

            assertThat(outcome).isInstanceOf(Synced.class);
            assertThat(wrong).isEmpty();
            assertThat(Duration.ofNanos(longest.get())).isLessThan(Duration.ofSeconds(5));
        }
    }

    private void read(TestDatabase target, int number) {
        Random random = new Random(number);
        String before = "old";
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement()) {
            while (!over.get()) {
                List<String> relations = new ArrayList<>(RELATIONS);
                Collections.shuffle(relations, random);
                String answer = number % 2 == 0
                        ? ask(statement, relations.subList(0, 6))
                        : inOneSnapshot(statement, relations, random);
                if (!answer.equals(before) && !(before.equals("old") && answer.equals("new"))) {
                    wrong.add("%s after %s".formatted(answer, before));
                }
                before = answer;
                asked.countDown();
            }
        } catch (SQLException | InterruptedException e) {
            wrong.add(String.valueOf(e.getMessage()));
        } finally {
            asked.countDown();
        }
    }

    private String inOneSnapshot(Statement statement, List<String> relations, Random random)
            throws SQLException, InterruptedException {
        statement.execute("begin isolation level repeatable read");
        String first = ask(statement, relations.subList(0, 3));
        Thread.sleep(random.nextInt(50)); // an application that thinks
        String second = ask(statement, relations.subList(3, 6));
        statement.execute("commit");
        return first.equals(second) ? first : first + " and " + second;
    }

    private String ask(Statement statement, List<String> relations) throws SQLException {
        String question = relations.stream()
                .map(r -> "select coalesce((select who from %s limit 1), 'none') as who".formatted(r))
                .collect(Collectors.joining(" union ", "select string_agg(who, '+') from (", ") t"));
        long started = System.nanoTime();
        try (ResultSet result = statement.executeQuery(question)) {
            result.next();
            longest.accumulateAndGet(System.nanoTime() - started, Math::max);
            return String.valueOf(result.getString(1));
        }
    }

    private static ProgressSink planned(Runnable then) {
        return new ProgressSink() {
            @Override
            public void report(Progress progress) {}

            @Override
            public void planned(Plan plan) {
                then.run();
            }
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SyncRequest request(TestDatabase source, TestDatabase target) {
        return SyncRequest.of(Direction.RemoteToLocal, source.endpoint(), target.endpoint())
                .runId("crowd")
                .operation(Operation.Sync)
                .tables(new TableSelection(
                        List.of("public.*"),
                        List.of(),
                        TableSelection.Missing.Create,
                        TableSelection.Columns.Strict))
                .requestedBy("a test")
                .build();
    }

    private static void fill(TestDatabase database, String who) {
        database.execute(
                "create table event (id int, who text) partition by list (id)",
                "create table kind (id int primary key, who text)",
                "insert into kind values (1, '%s')".formatted(who));
        for (int i = 1; i <= PARTS; i++) {
            database.execute("create table event_%1$d partition of event for values in (%1$d)".formatted(i));
        }
        database.execute(
                "insert into event select i, '%s' from generate_series(1, %d) i".formatted(who, PARTS));
        for (int i = 1; i <= ITEMS; i++) {
            database.execute(
                    "create table item_%d (id int primary key, who text)".formatted(i),
                    "insert into item_%d values (1, '%s')".formatted(i, who));
        }
    }
}
