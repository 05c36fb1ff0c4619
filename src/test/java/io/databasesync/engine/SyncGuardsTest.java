package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static io.databasesync.testing.postgres.Endpoints.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.postgres.TestDatabase;
import org.junit.jupiter.api.Test;

/// Failures that other tools are known for, and no other test is about.
class SyncGuardsTest {
    // failure 16: extensions need rights that the role lacks
    @Test
    void namesTheExtensionThatItMayNotCreate() {
        String role = TestDatabase.roleName();
        assertThatSync(Pair.OLDER_TO_NEWER
                        .scenario()
                        .source("create extension dblink", "create table t (k dblink_pkey_results)")
                        .target(target -> {
                            target.createRole(role);
                            target.execute(
                                    "grant create on database %s to %s".formatted(target.name(), role),
                                    "grant create on schema public to " + role);
                        })
                        .targetEndpoint(target -> as(role, target))
                        .failsIn(Phase.Validating, Reason.ExtensionMissing))
                .about("extension dblink")
                .naming("role " + role)
                .withFix("CREATE EXTENSION dblink SCHEMA public");
    }

    // failure 18: tables that belong to an extension
    @Test
    void refusesTablesOfAnExtension() {
        assertThatSync(Pair.OLDER_TO_NEWER
                        .scenario()
                        .source(
                                "create extension citext",
                                "create table t (id int)",
                                "alter extension citext add table t")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .naming("public.t", "extension citext");
    }

    // failure 40: too many connections
    @Test
    void canBeTriedAgainIfThereAreTooFewConnections() {
        String role = TestDatabase.roleName();
        var failure = Pair.OLDER_TO_NEWER
                .scenario()
                .both("create table t (id int)")
                .source(source -> {
                    source.createRole(role);
                    source.execute("grant select on t to " + role, "alter role %s connection limit 1".formatted(role));
                })
                .sourceEndpoint(source -> as(role, source))
                .failsIn(Phase.Validating, Reason.ConnectionFailed);

        assertThatSync(failure).naming("too many connections").advising("CONNECTION LIMIT", "needs two to a source");
        assertThat(failure.retryable()).isTrue();
    }
}
