package io.databasesync.engine;

import static io.databasesync.testing.postgres.Endpoints.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.StandbyServer;
import io.databasesync.testing.postgres.TestServer;
import org.junit.jupiter.api.Test;

/// What is read from a standby, so that the primary has no work with it.
class SyncFromStandbyTest {
    private static final String TABLE = "create table t (id int primary key, v text)";

    private final StandbyServer server = StandbyServer.start();

    @Test
    void copiesWhatTheStandbyHasReplayed() {
        scenario()
                .source(TABLE, "insert into t select i, 'row ' || i from generate_series(1, 5000) i", "analyze t")
                .source(
                        "create table serial (id serial primary key)",
                        "insert into serial select from generate_series(1, 7)")
                .target(TABLE, "insert into t values (1, 'old')")
                .inParts()
                .warns("is a standby .* after 0 of max_standby_streaming_delay.* hot_standby_feedback = on")
                .play();
    }

    // failure 28: a standby as source cancels queries
    @Test
    void endsWithoutATraceWhenTheStandbyCancelsItsReads() {
        var failure = scenario()
                .source(
                        TABLE,
                        "insert into t select i, repeat(md5(i::text), 30) from generate_series(1, 200000) i",
                        "analyze t")
                .target(TABLE, "insert into t values (1, 'old')")
                .whileCopying((databases, _) -> databases.source().execute("truncate t"))
                .failsIn(Phase.Copying, Reason.StandbyConflict);

        assertThat(failure).hasMessageContaining("hot_standby_feedback").hasMessageContaining("sync again");
        assertThat(failure.retryable()).isTrue();
    }

    private Scenario scenario() {
        return new Scenario(server.primary(), TestServer.newer())
                .sourceEndpoint(endpoint -> at(server.address(), endpoint));
    }
}
