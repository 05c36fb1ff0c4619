package io.databasesync.postgres.swap;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.session.Sessions;
import io.databasesync.postgres.target.TargetDatabase;
import io.databasesync.sync.Cancellation;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The run has published by then, and still holds the lease: what fails is a warning that says what to run.
@Timeout(60)
class AfterCommitTest {
    private static final String VALIDATE = "alter table public.child validate constraint k";

    private final TestDatabase database = TestServer.newer().createDatabase();
    private final Sessions sessions = new Sessions("the run", new Cancellation());
    private final TargetDatabase target = TargetDatabase.connect(sessions, database.endpoint());
    private final AfterCommit after = new AfterCommit(target, target.acquireLease("the run", _ -> {}));

    @BeforeEach
    void addAForeignKeyThatIsNotValid() {
        database.execute(
                "create table t (id int primary key)",
                "create table child (id int)",
                "alter table child add constraint k foreign key (id) references t not valid");
    }

    @AfterEach
    void close() {
        sessions.close();
        database.close();
    }

    @Test
    void validatesForeignKeys() {
        assertThat(after.validate(List.of(VALIDATE))).isEmpty();

        assertThat(valid()).isEqualTo("true");
    }

    @Test
    void aTableThatIsLockedIsLeftAndTheNextKeyIsValidated() throws SQLException {
        database.execute(
                "create table other (id int)",
                "alter table other add constraint k2 foreign key (id) references t not valid");
        try (Connection holder = database.connect()) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("lock table child in access exclusive mode");

            assertThat(after.validate(List.of(VALIDATE, "alter table public.other validate constraint k2")))
                    .singleElement()
                    .asString()
                    .contains("55P03")
                    .endsWith("run: " + VALIDATE);
        }

        assertThat(valid()).isEqualTo("false");
        assertThat(database.value("select convalidated from pg_constraint where conname = 'k2'"))
                .isEqualTo("true");
    }

    @Test
    void rowsThatBreakAKeyAreNamedByTheirKeyAndNotByTheirValues() {
        database.execute("alter table child disable trigger all", "insert into child values (4711)");

        assertThat(after.validate(List.of(VALIDATE)))
                .singleElement()
                .asString()
                .contains("23503", "\"k\"")
                .doesNotContain("4711")
                .endsWith("the key holds for new rows; to validate it, run: " + VALIDATE);
        assertThat(valid()).isEqualTo("false");
    }

    private String valid() {
        return database.value("select convalidated from pg_constraint where conname = 'k'");
    }
}
