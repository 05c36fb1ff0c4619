package io.databasesync.engine;

import static org.awaitility.Awaitility.await;

import io.databasesync.sync.Phase;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Readers;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestSession;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Eight readers read tables, partitions, views and materialized views in any order, without a pause, half of them in
/// transactions of several questions. There is no moment at which none of them holds a lock that the swap needs.
class SwapCrowdTest {
    private static final int ITEMS = 28;
    private static final String GUARDS =
            "select pid from pg_locks where locktype = 'advisory' and classid = 1684173671 and objid > 10 and granted";

    private final Readers crowd = Readers.crowd(
            8,
            Stream.concat(
                            Stream.of("event", "event_7", "shown_event", "above_item", "by_kind", "shown_kinds"),
                            IntStream.rangeClosed(1, ITEMS).mapToObj(n -> "item_" + n))
                    .toList());

    // failure 6: deadlocks
    @Test
    void aSwapFindsItsWayThroughACrowdOfReaders() {
        swapped(Pair.OLDER_TO_NEWER, List.of(), _ -> {});
    }

    @Test
    void readersGoOnWhileTransactionsHoldLocksAndGuardsLoseTheirConnections() {
        swapped(Pair.NEWER_TO_OLDER, List.of("begin; select from item_2; prepare transaction 'stays'"), target -> {
            awaitGuards(target);
            target.execute("select pg_terminate_backend(pid) from (" + GUARDS + " limit 10) g");
            crowd.awaitMore(20);
            target.execute("rollback prepared 'stays'");
        });
    }

    /// @param before statements on the target
    /// @param meanwhile what happens while the run publishes and an idle transaction holds a lock
    private void swapped(Pair pair, List<String> before, Consumer<TestDatabase> meanwhile) {
        CompletableFuture<CompletableFuture<Void>> happening = new CompletableFuture<>();
        pair.scenario()
                .both("create table event (id int, who text) partition by list (id)")
                .both(each(50, n -> "create table event_%1$d partition of event for values in (%1$d)".formatted(n)))
                .both(each(ITEMS, "create table item_%d (id int primary key, who text)"::formatted))
                .source(filled("new"))
                .target(filled("old"))
                .target("create view shown_event as select * from event", "create view above_item as table item_3")
                .target(
                        "create materialized view by_kind as select who, count(*) as n from event group by who",
                        "create view shown_kinds as select * from by_kind")
                .target(before.toArray(String[]::new))
                .safety(1, Duration.ofSeconds(2))
                .during(Phase.Publishing, (databases, _) -> {
                    crowd.start(databases.target());
                    happening.complete(hold(databases.target(), meanwhile));
                })
                .once((_, _) -> crowd.sawInOrder("old", "new"));
        happening.join().join();
    }

    private static CompletableFuture<Void> hold(TestDatabase target, Consumer<TestDatabase> meanwhile) {
        TestSession idle = target.session("idle");
        idle.execute("begin", "select * from item_5");
        return CompletableFuture.runAsync(
                () -> {
                    meanwhile.accept(target);
                    idle.execute("commit");
                },
                Thread::startVirtualThread);
    }

    private static void awaitGuards(TestDatabase target) {
        await().atMost(Duration.ofMinutes(1)).until(() -> !target.column(GUARDS).isEmpty());
    }

    private static String[] filled(String who) {
        return Stream.concat(
                        Stream.of("insert into event select n, '%s' from generate_series(1, 50) n".formatted(who)),
                        Stream.of(each(ITEMS, n -> "insert into item_%d values (1, '%s')".formatted(n, who))))
                .toArray(String[]::new);
    }

    private static String[] each(int number, IntFunction<String> statement) {
        return IntStream.rangeClosed(1, number).mapToObj(statement).toArray(String[]::new);
    }
}
