package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static io.databasesync.testing.postgres.Endpoints.as;
import static io.databasesync.testing.postgres.Endpoints.at;
import static io.databasesync.testing.postgres.Endpoints.toDatabase;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.ConnectionSettings.HostPort;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestDatabase;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Databases that cannot be reached: each reason by its name, and no secret in any message.
class SyncConnectionsTest {
    private static final String TABLE = "create table t (id int primary key, v text)";

    @Test
    void tellsAWrongPasswordAndNeverShowsIt() {
        String role = TestDatabase.roleName();
        var failure = scenario()
                .both(TABLE)
                .source(source -> source.createRole(role))
                .sourceEndpoint(source -> as(role, "hunter2", source))
                .failsIn(Phase.Validating, Reason.AuthenticationFailed);

        assertThat(failure.getMessage()).contains("the test's database", role).doesNotContain("hunter2");
        assertThat(failure.sqlState()).contains("28P01");
        assertThat(chain(failure)).noneMatch(message -> message.contains("hunter2"));
    }

    @Test
    void tellsThatNobodyListens() {
        var failure = scenario()
                .both(TABLE)
                .sourceEndpoint(source -> at(new HostPort("localhost", 1), source))
                .failsIn(Phase.Validating, Reason.ConnectionRefused);

        assertThatSync(failure).naming("localhost:1");
        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void tellsThatAHostHasNoAddress() {
        assertThatSync(scenario()
                        .both(TABLE)
                        .targetEndpoint(target -> at(new HostPort("no-such-host.invalid", 5432), target))
                        .failsIn(Phase.Validating, Reason.HostNotFound))
                .naming("no-such-host.invalid");
    }

    @Test
    void tellsThatADatabaseDoesNotExist() {
        assertThatSync(scenario()
                        .both(TABLE)
                        .targetEndpoint(target -> toDatabase("no_such_database", target))
                        .failsIn(Phase.Validating, Reason.DatabaseMissing))
                .naming("no_such_database", "CREATE DATABASE no_such_database");
    }

    private static Scenario scenario() {
        return Pair.NEWER_TO_OLDER.scenario();
    }

    private static List<String> chain(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .map(String::valueOf)
                .toList();
    }
}
