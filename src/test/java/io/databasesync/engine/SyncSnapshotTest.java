package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncRequest;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// A source that changes all the time is copied as it was at one moment.
class SyncSnapshotTest {
    @Test
    void copiesAllTablesAsOfOneMomentWhileTheSourceChanges() throws InterruptedException {
        try (var source = TestServer.newer().createDatabase();
                var target = TestServer.older().createDatabase()) {
            source.execute(
                    "create table a (id bigserial primary key, v text)",
                    "create table b (id bigint primary key references a, v text)",
                    "create table c (moved int, stayed int)",
                    "insert into c values (0, 1000000)",
                    "insert into a (v) select repeat('x', 200) from generate_series(1, 20000)",
                    "insert into b select id, v from a");
            var over = new AtomicBoolean();
            Thread writer = Thread.ofVirtual().start(() -> write(source, over));
            try {
                for (int i = 1; i <= 3; i++) {
                    var outcome = new SyncEngine()
                            .run(request("run " + i, source, target), ProgressSink.NONE, new Cancellation());

                    assertThat(outcome).isInstanceOf(Synced.class);
                    assertThat(target.value("select count(*) from a left join b using (id) where b.id is null"))
                            .isEqualTo("0");
                    assertThat(target.value("select max(id) = (select moved + 20000 from c) from a"))
                            .isEqualTo("true");
                    assertThat(target.value("select moved + stayed from c")).isEqualTo("1000000");
                    assertThat(target.value("select nextval('a_id_seq') > max(id) from a"))
                            .isEqualTo("true");
                }
            } finally {
                over.set(true);
                writer.join();
            }
            assertThat(source.value("select moved from c")).isNotEqualTo("0");
        }
    }

    private static void write(TestDatabase source, AtomicBoolean over) {
        try (Connection connection = source.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            while (!over.get()) {
                statement.execute(
                        "with new as (insert into a (v) values ('during') returning id, v) select * from new");
                statement.execute("insert into b select id, v from a order by id desc limit 1");
                statement.execute("update c set moved = moved + 1, stayed = stayed - 1");
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SyncRequest request(String runId, TestDatabase source, TestDatabase target) {
        return SyncRequest.of(Direction.LocalToRemote, source.endpoint(), target.endpoint())
                .runId(runId)
                .operation(Operation.Sync)
                .requestedBy("a test")
                .build();
    }
}
