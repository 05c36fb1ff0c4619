package io.databasesync.engine;

import io.databasesync.sync.Phase;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Readers;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Eight readers read tables, partitions, views and materialized views in any order, without a pause, half of them in
/// transactions of several questions. There is no moment at which none of them holds a lock that the swap needs.
class SwapCrowdTest {
    private static final int ITEMS = 28;

    // failure 6: deadlocks
    @Test
    void aSwapFindsItsWayThroughACrowdOfReaders() {
        Readers crowd = Readers.crowd(
                8,
                Stream.concat(
                                Stream.of("event", "event_7", "shown_event", "above_item", "by_kind", "shown_kinds"),
                                IntStream.rangeClosed(1, ITEMS).mapToObj(n -> "item_" + n))
                        .toList());
        Pair.OLDER_TO_NEWER
                .scenario()
                .both("create table event (id int, who text) partition by list (id)")
                .both(each(50, n -> "create table event_%1$d partition of event for values in (%1$d)".formatted(n)))
                .both(each(ITEMS, "create table item_%d (id int primary key, who text)"::formatted))
                .source(filled("new"))
                .target(filled("old"))
                .target("create view shown_event as select * from event", "create view above_item as table item_3")
                .target(
                        "create materialized view by_kind as select who, count(*) as n from event group by who",
                        "create view shown_kinds as select * from by_kind")
                .safety(1, Duration.ofSeconds(2))
                .during(Phase.Publishing, (databases, _) -> crowd.start(databases.target()))
                .once((_, _) -> crowd.sawInOrder("old", "new"));
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
