package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static io.databasesync.testing.postgres.Endpoints.at;

import io.databasesync.engine.validation.ServerCheck;
import io.databasesync.engine.validation.TargetCheck;
import io.databasesync.postgres.session.ServerIdentity;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncRequest;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.LoadBalancer;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is asked of servers and databases before any table is looked at.
class ServerGuardsTest {
    private static final String TABLE = "create table t (id int primary key)";

    @Test
    void refusesATargetThatTakesOnlyReadOnlyTransactions() {
        assertThatSync(scenario()
                        .both(TABLE)
                        .target(target -> target.execute(
                                "alter database %s set default_transaction_read_only = on".formatted(target.name())))
                        .failsIn(Phase.Validating, Reason.ReadOnlyTarget))
                .about("role postgres")
                .withFix("ALTER ROLE postgres SET default_transaction_read_only = off");
    }

    @Test
    void refusesAStandby() {
        try (TestDatabase target = TestServer.newer().createDatabase()) {
            assertThatSync(() -> TargetCheck.writable(request(target), identity("UTF8", true)))
                    .refuses(Reason.ReplicaTarget)
                    .advising("primary");
        }
    }

    /// Its bytes may be anything: the target would refuse some of them in the middle of the copy, or show wrong ones.
    @Test
    void refusesASourceThatDoesNotKnowItsEncoding() {
        assertThatSync(scenario()
                        .sourceOptions("encoding 'SQL_ASCII' lc_collate 'C' lc_ctype 'C' template template0")
                        .both(TABLE)
                        .failsIn(Phase.Validating, Reason.EncodingMismatch))
                .naming("SQL_ASCII", "ENCODING 'SQL_ASCII' TEMPLATE template0");
    }

    @ParameterizedTest
    @CsvSource({
        "UTF8, UTF8, true",
        "LATIN1, UTF8, true",
        "LATIN1, LATIN1, true",
        "SQL_ASCII, SQL_ASCII, true",
        "UTF8, LATIN1, false",
        "UTF8, SQL_ASCII, false",
        "LATIN1, WIN1252, false"
    })
    void textHasToHaveAFormOnTheTarget(String source, String target, boolean allowed) {
        try (TestDatabase database = TestServer.newer().createDatabase()) {
            SyncRequest request = request(database);
            if (allowed) {
                ServerCheck.encodings(request, identity(source, false), identity(target, false));
                return;
            }
            assertThatSync(() -> ServerCheck.encodings(request, identity(source, false), identity(target, false)))
                    .refuses(Reason.EncodingMismatch)
                    .naming(source, target);
        }
    }

    // failure 27: a reader endpoint spreads sessions over servers
    /// A name that leads to a primary and its standbys, or to anything behind a load balancer.
    @Test
    void refusesASourceWhoseConnectionsReachDifferentServers() {
        try (LoadBalancer balancer = new LoadBalancer(TestServer.newer(), TestServer.older())) {
            List<TestDatabase> sameName = new ArrayList<>();
            assertThatSync(scenario()
                            .source(source -> sameName.add(TestServer.older().createTwin(source)))
                            .both(TABLE)
                            .sourceEndpoint(endpoint -> at(balancer.address(), endpoint))
                            .failsIn(Phase.Validating, Reason.LoadBalancedSource))
                    .naming("different servers");
            sameName.forEach(TestDatabase::close);
        }
    }

    private static ServerIdentity identity(String encoding, boolean inRecovery) {
        return new ServerIdentity(
                170006, "17.6", "kb", 16384, encoding, inRecovery, false, "2026-01-01", "app", true, false, 7L);
    }

    private static SyncRequest request(TestDatabase database) {
        return SyncRequest.of(Direction.RemoteToLocal, database.endpoint(), database.endpoint())
                .runId("guards")
                .operation(Operation.Sync)
                .requestedBy("test")
                .build();
    }

    private static Scenario scenario() {
        return new Scenario(TestServer.newer(), TestServer.newer());
    }
}
