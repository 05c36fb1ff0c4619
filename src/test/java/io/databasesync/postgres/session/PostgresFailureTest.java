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

    private static SyncException failure(String state, String message, String hint) {
        ServerErrorMessage server = new ServerErrorMessage("SERROR\0C%s\0M%s\0H%s\0".formatted(state, message, hint));
        return PostgresFailure.of(new PSQLException(server), Reason.StageFailed, "making the stage of table public.t");
    }
}
