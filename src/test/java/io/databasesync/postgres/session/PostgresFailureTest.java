package io.databasesync.postgres.session;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

class PostgresFailureTest {
    @Test
    void aFullTableOfLocksIsALimitThatASettingRaises() {
        SyncException failure =
                failure("53200", "out of shared memory", "You might need to increase \"max_locks_per_transaction\".");

        assertThatSync(failure).refuses(Reason.LimitTooLow).advising("max_locks_per_transaction");
        assertThat(failure.retryable()).isFalse();
    }

    @Test
    void memoryThatIsShortNowMayPass() {
        SyncException failure = failure("53200", "out of memory", "");

        assertThatSync(failure).refuses(Reason.InsufficientResources);
        assertThat(failure.retryable()).isTrue();
    }

    @Test
    void objectsThatDependOnAnotherAreNamed() {
        assertThatSync(failure("2BP01", "cannot drop table a", "", "view v depends on table a"))
                .refuses(Reason.StageFailed)
                .naming("public.t", "view v depends on table a")
                .advising("drop what depends on it");
    }

    @Test
    void aDetailThatQuotesARowIsNotShown() {
        assertThat(failure(
                        "23505", "duplicate key value violates unique constraint \"k\"", "", "Key (id)=(4711) exists."))
                .hasMessageContaining("\"k\"")
                .hasMessageNotContaining("4711");
    }

    private static SyncException failure(String state, String message, String hint) {
        return failure(state, message, hint, "");
    }

    private static SyncException failure(String state, String message, String hint, String detail) {
        ServerErrorMessage server =
                new ServerErrorMessage("SERROR\0C%s\0M%s\0H%s\0D%s\0".formatted(state, message, hint, detail));
        return PostgresFailure.of(new PSQLException(server), Reason.StageFailed, "making the stage of table public.t");
    }
}
