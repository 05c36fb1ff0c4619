package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Plan;
import io.databasesync.sync.Plan.Blocker;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.PlanFixture;
import io.databasesync.testing.postgres.TestDatabase;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// That a plan writes nothing is not only its own word.
class PlanReadOnlyTest {
    private static final String WRITTEN = """
            select tup_inserted + tup_updated + tup_deleted from pg_stat_database where datname = current_database()""";

    private final PlanFixture databases = new PlanFixture();

    @BeforeEach
    void tables() {
        databases.source.fixture(300, false);
        databases.target.execute(
                "create table archon_prompts (id uuid primary key, name text not null, body text not null)");
    }

    @AfterEach
    void close() {
        databases.close();
    }

    @Test
    void rolesThatMayOnlyReadCanPlanAndTheTargetsIsABlocker() {
        String reader = readOnlyRole(databases.source);
        String writer = readOnlyRole(databases.target);

        Plan plan = databases
                .through(
                        databases.source.endpoint(reader, "role's own"),
                        databases.target.endpoint(writer, "role's own"))
                .include("public.archon_*")
                .plan();

        assertThat(plan.tables()).hasSize(19);
        assertThat(plan.blockers()).extracting(Blocker::reason).first().isEqualTo(Reason.ReadOnlyTarget);
        assertThat(plan.source().role()).isEqualTo(reader);
    }

    /// Nobody else uses the servers of this JVM meanwhile; autovacuum may, so one of a few plans has to be without
    /// it.
    @Test
    void theTargetsLogDoesNotMoveAndItsCountersOfWrittenRowsDoNotEither() {
        databases.target.execute("checkpoint");
        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            String written = databases.target.value(WRITTEN);
            String log = databases.target.value("select pg_current_wal_insert_lsn()");

            assertThat(databases.plan().tables()).isNotEmpty();

            assertThat(databases.target.value("select pg_current_wal_insert_lsn()"))
                    .isEqualTo(log);
            assertThat(databases.target.value(WRITTEN)).isEqualTo(written);
        });
        assertThat(databases.target.schemas()).containsExactly("public");
    }

    /// Its sessions cannot write, whatever they are told.
    private static String readOnlyRole(TestDatabase database) {
        String role = database.newRole();
        database.execute(
                "alter role %s set default_transaction_read_only = on".formatted(role),
                "grant pg_read_all_data to " + role,
                "alter role %s bypassrls".formatted(role));
        return role;
    }
}
