package io.databasesync.engine.run;

import static io.databasesync.testing.engine.StagedTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.databasesync.postgres.checksum.TableDigest;
import io.databasesync.postgres.copy.SourceDatabase;
import io.databasesync.postgres.copy.SourceSnapshot;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.postgres.session.Sessions;
import io.databasesync.postgres.stage.TableContent;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableName;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What has to be proven before anything is published.
class ContentCheckTest {
    private static final RunTable ORDERS = table("orders", 1);
    private static final RunTable PAGES = table("pages", 1);

    /// Every table has seven rows.
    private static final class Sevens implements TableContent {
        @Override
        public String where() {
            return "in the stage";
        }

        @Override
        public List<Long> count(List<RunTable> tables) {
            return tables.stream().map(_ -> 7L).toList();
        }

        @Override
        public TableDigest checksum(RunTable table) {
            throw new UnsupportedOperationException();
        }

        @Override
        public NamedRows differences(RunTable table, SourceSnapshot.Reader source) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void aTableThatNobodyComparedIsNoTableThatIsEqual() {
        try (TestDatabase database = TestServer.newer().createDatabase();
                Sessions sessions = new Sessions("the run", new Cancellation())) {
            database.execute("create table orders ()");
            SourceSnapshot snapshot = SourceDatabase.connect(sessions, database.endpoint())
                    .snapshot(List.of(new TableName("public", "orders")));
            ContentCheck check = new ContentCheck(Comparison.Counts, snapshot);
            check.loaded(new Sevens(), List.of(ORDERS), Map.of(ORDERS.name(), 7L));

            assertThatCode(() -> check.complete(List.of(ORDERS))).doesNotThrowAnyException();
            assertThatThrownBy(() -> check.complete(List.of(ORDERS, PAGES)))
                    .isInstanceOfSatisfying(
                            SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.VerificationFailed))
                    .hasMessageContaining("1 of 2 tables")
                    .hasMessageContaining("public.pages");
            assertThatThrownBy(() -> check.loaded(new Sevens(), List.of(PAGES), Map.of(PAGES.name(), 8L)))
                    .hasMessageContaining("7 in the stage");
            assertThatThrownBy(() -> check.complete(List.of(PAGES))).hasMessageContaining("1 of 1 tables");
        }
    }
}
