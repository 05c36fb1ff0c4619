package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.SyncOutcome.Restored;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableSelection;
import io.databasesync.testing.engine.Readers;
import io.databasesync.testing.postgres.Relay;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// A swap over a link of 300 ms, while sessions near the target read its tables through views.
class SwapFarAwayTest {
    private static final Duration EACH_WAY = Duration.ofMillis(150);
    private static final int TABLES = 19;

    @Test
    void readersDoNotWaitForTheWay() {
        try (TestDatabase source = TestServer.newer().createDatabase();
                TestDatabase target = TestServer.older().createDatabase();
                Relay relay = new Relay(target.server())) {
            fill(source, "new");
            fill(target, "old");
            IntStream.rangeClosed(1, TABLES)
                    .forEach(i -> target.execute("create view v%1$d as select * from t%1$d".formatted(i)));
            try (Readers readers = Readers.three(who(1, 9), who(10, TABLES));
                    Readers later = Readers.three(who(1, 9), who(10, TABLES))) {
                readers.start(target);
                assertThat(run(request(source, relay, target, Operation.Sync), relay))
                        .isInstanceOf(Synced.class);
                readers.sawInOrder("old old", "new new");
                relay.delay(Duration.ZERO);
                later.start(target);
                assertThat(run(request(source, relay, target, Operation.Rollback), relay))
                        .isInstanceOf(Restored.class);
                later.sawInOrder("new new", "old old");

                assertThat(readers.longestWait()).isLessThan(EACH_WAY.multipliedBy(4));
                assertThat(later.longestWait()).isLessThan(EACH_WAY.multipliedBy(4));
            }
        }
    }

    private static Object run(SyncRequest request, Relay relay) {
        ProgressSink sink = p -> {
            if (p.phase() == Phase.Verifying || p.phase() == Phase.Publishing) { // only the end has to be far away
                relay.delay(EACH_WAY);
            }
        };
        return new SyncEngine().run(request, sink, new Cancellation());
    }

    private static SyncRequest request(TestDatabase source, Relay relay, TestDatabase target, Operation operation) {
        return SyncRequest.of(Direction.RemoteToLocal, source.endpoint(), relay.to(target.endpoint()))
                .runId(operation.name())
                .operation(operation)
                .tables(TableSelection.ALL.withInclude(List.of("public.t*")))
                .requestedBy("a test")
                .build();
    }

    private static void fill(TestDatabase database, String who) {
        for (int i = 1; i <= TABLES; i++) {
            database.execute(
                    "create table t%d (id int primary key, who text)".formatted(i),
                    "insert into t%d values (1, '%s')".formatted(i, who));
        }
    }

    private static String who(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(i -> "select coalesce(min(who), 'none') as who from v" + i)
                .collect(Collectors.joining(" union ", "select string_agg(distinct who, '+') from (", ") t"));
    }
}
