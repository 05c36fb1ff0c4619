package io.databasesync.engine.validation;

import static io.databasesync.testing.engine.StagedTables.index;
import static io.databasesync.testing.engine.StagedTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.databasesync.postgres.definition.MovingViews;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.ConnectionSettings.HostPort;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Password;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SslMode;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostsTest {
    private static final long MB = 1_000_000;

    private final RunTable pages = table(
            "pages",
            600 * MB,
            index("pages_pkey", "btree", 60 * MB),
            index("pages_at", "btree", 40 * MB),
            index("pages_by", "btree", 20 * MB));

    @Test
    void indexesThatAreBuiltAtOnceAreSortedAtOnce() {
        long rest = 720 * MB / 10 + 100 * MB; // to spare, and of the log
        assertThat(costs(2, request(), 100 * MB).space().headroom()).isEqualTo(rest + 100 * MB);
        assertThat(costs(1, request(), 100 * MB).space().headroom()).isEqualTo(rest + 60 * MB);
    }

    @Test
    void theLogGrowsToWhatIsWrittenAtMost() {
        long small = costs(2, request(), 0).space().needed();
        assertThat(costs(2, request(), Long.MAX_VALUE).space().needed()).isEqualTo(small + 720 * MB);
    }

    @Test
    void aComparisonByChecksumReadsTheRowsAgain() {
        assertThat(costs(2, request(), 0).estimate(Duration.ZERO).duration()).hasSeconds(2 + 5 + 2);
        assertThat(costs(2, request().withVerification(Comparison.Checksum), 0)
                        .estimate(Duration.ZERO)
                        .duration())
                .hasSeconds(2 + 10 + 2);
    }

    /// `docs/benchmarks.md`: `pgbench`, scale 120, 19.0 s, of which 10.4 s are its rows and 4.3 s its primary key.
    @Test
    void theExpectedTimeIsTheOneThatWasMeasured() {
        RunTable accounts = table("pgbench_accounts", 1537 * MB, index("pgbench_accounts_pkey", "btree", 257 * MB));
        Costs costs = new Costs(request(), List.of(accounts.pair()), MovingViews.NONE, 2, 0);
        assertThat(costs.estimate(Duration.ZERO).duration()).isBetween(Duration.ofSeconds(16), Duration.ofSeconds(22));
    }

    /// `docs/benchmarks.md`: `many` 24.9 s, and `far-many` 52.7 s with 40 ms to the target.
    @Test
    void smallTablesAndALongWayTakeTheirTime() {
        RunTable small = table("small", 16 << 10, index("small_pkey", "btree", 16 << 10));
        Costs costs = new Costs(request(), Collections.nCopies(2000, small.pair()), MovingViews.NONE, 2, 0);
        assertThat(costs.estimate(Duration.ZERO).duration()).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
        assertThat(costs.estimate(Duration.ofMillis(40)).duration())
                .isBetween(Duration.ofSeconds(42), Duration.ofSeconds(63));
    }

    @Test
    void refusesATargetWithoutTheRoom() {
        Costs costs = costs(2, request(), 0);
        long needed = costs.space().needed();
        assertThatThrownBy(() -> costs(2, free(needed - 1), 0).enough())
                .isInstanceOfSatisfying(
                        SyncException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(Reason.SpaceLow));
        assertThatCode(() -> costs(2, free(needed), 0).enough()).doesNotThrowAnyException();
    }

    @Test
    void refusesNobodyWhoDoesNotSayWhatIsFree() {
        assertThatCode(() -> costs(2, request(), 0).enough()).doesNotThrowAnyException();
    }

    private Costs costs(int indexesAtOnce, SyncRequest request, long maxWalBytes) {
        return new Costs(request, List.of(pages.pair()), MovingViews.NONE, indexesAtOnce, maxWalBytes);
    }

    private static SyncRequest free(long bytes) {
        return request().withSafety(request().safety().withTargetFreeBytes(bytes));
    }

    private static SyncRequest request() {
        ConnectionSettings nowhere = ConnectionSettings.at(List.of(new HostPort("nowhere", 5432)), "app")
                .user("app")
                .password(new Password(""))
                .sslMode(SslMode.Disable)
                .origin("a test's")
                .build();
        return SyncRequest.of(Direction.RemoteToLocal, nowhere, nowhere)
                .runId("costs")
                .operation(Operation.Plan)
                .requestedBy("a test")
                .build();
    }
}
