package io.databasesync.engine;

import static io.databasesync.testing.engine.StagedTables.index;
import static io.databasesync.testing.engine.StagedTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.databasesync.postgres.Stage.StagedTable;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.DatabaseEndpoint;
import io.databasesync.sync.DatabaseEndpoint.HostPort;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Mode;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Password;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SslMode;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.TableSelection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CostsTest {
    private static final long MB = 1_000_000;

    private final StagedTable pages = table(
            "pages",
            600 * MB,
            index("pages_pkey", "btree", 60 * MB),
            index("pages_at", "btree", 40 * MB),
            index("pages_by", "btree", 20 * MB));

    @Test
    void aSwapSortsAsManyIndexesAtOnceAsItMayAndARunInPlaceOne() {
        long rest = 720 * MB / 10 + 100 * MB; // to spare, and of the log
        assertThat(costs(Mode.Swap, request(), 100 * MB).space().headroom()).isEqualTo(rest + 100 * MB);
        assertThat(costs(Mode.InPlace, request(), 100 * MB).space().headroom()).isEqualTo(rest + 60 * MB);
    }

    @Test
    void theLogGrowsToWhatIsWrittenAtMost() {
        long small = costs(Mode.Swap, request(), 0).space().needed();
        assertThat(costs(Mode.Swap, request(), Long.MAX_VALUE).space().needed()).isEqualTo(small + 720 * MB);
    }

    @Test
    void aComparisonByChecksumReadsTheRowsAgain() {
        assertThat(costs(Mode.Swap, request(), 0).estimate().duration()).hasSeconds(2 + 12);
        assertThat(costs(Mode.Swap, request().withVerification(Comparison.Checksum), 0)
                        .estimate()
                        .duration())
                .hasSeconds(2 + 22);
    }

    @Test
    void refusesATargetWithoutTheRoom() {
        Costs costs = costs(Mode.Swap, request(), 0);
        long needed = costs.space().needed();
        assertThatThrownBy(() -> costs(Mode.Swap, request().withTargetFreeBytes(needed - 1), 0)
                        .enough())
                .isInstanceOfSatisfying(
                        SyncException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(Reason.SpaceLow));
        assertThatCode(() -> costs(Mode.Swap, request().withTargetFreeBytes(needed), 0)
                        .enough())
                .doesNotThrowAnyException();
    }

    @Test
    void refusesNobodyWhoDoesNotSayWhatIsFree() {
        assertThatCode(() -> costs(Mode.Swap, request(), 0).enough()).doesNotThrowAnyException();
    }

    private Costs costs(Mode mode, SyncRequest request, long maxWalBytes) {
        return new Costs(request, mode, List.of(pages.pair()), maxWalBytes);
    }

    private static SyncRequest request() {
        DatabaseEndpoint nowhere = new DatabaseEndpoint(
                List.of(new HostPort("nowhere", 5432)),
                "app",
                "app",
                new Password(""),
                SslMode.Disable,
                null,
                Map.of(),
                false,
                "a test's");
        return new SyncRequest(
                "costs",
                Operation.Plan,
                Direction.RemoteToLocal,
                nowhere,
                nowhere,
                TableSelection.ALL,
                SyncRequest.Method.DEFAULT,
                SyncRequest.Parallelism.DEFAULT,
                SyncRequest.Safety.DEFAULT,
                "a test");
    }
}
