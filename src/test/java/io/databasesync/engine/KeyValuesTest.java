package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Mode;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.RolledBack;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.sync.TableSelection;
import io.databasesync.testing.engine.RecordedProgress;
import io.databasesync.testing.postgres.TestDatabase;
import io.databasesync.testing.postgres.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A key is a value of somebody's row, such as an e-mail address: nothing that stays or that others read holds one.
class KeyValuesTest {
    private static final String SOMEBODY = "somebody@example.org";
    private static final String TABLE = "create table person (email text primary key, v int)";

    @ParameterizedTest
    @EnumSource(names = {"Swap", "InPlace"})
    void areInNoMessageHistoryOrLogOfARunWhoseRowsDiffer(Mode mode) {
        try (TestDatabase source = TestServer.newer().createDatabase();
                TestDatabase target = TestServer.newer().createDatabase()) {
            source.execute(TABLE, "insert into person values ('%s', 1)".formatted(SOMEBODY));
            target.execute(
                    TABLE,
                    "alter table person add g int generated always as (v + 1) stored",
                    "insert into person values ('old', 1)");
            source.execute("alter table person add g int generated always as (v + 2) stored");

            SyncException failure = fails(source, target, mode);

            assertThatSync(failure).naming("by key (email): 1 different");
            assertThat(failure.rows())
                    .extracting(NamedRows::inFull)
                    .singleElement()
                    .asString()
                    .contains(SOMEBODY);
        }
    }

    @Test
    void areInNoMessageHistoryOrLogOfARunThatWouldBreakAForeignKey() {
        try (TestDatabase source = TestServer.newer().createDatabase();
                TestDatabase target = TestServer.newer().createDatabase()) {
            source.execute(TABLE);
            target.execute(
                    TABLE,
                    "create table letter (recipient text references person)",
                    "insert into person values ('%s', 1)".formatted(SOMEBODY),
                    "insert into letter values ('%s')".formatted(SOMEBODY));

            SyncException failure = fails(source, target, Mode.Auto);

            assertThatSync(failure).naming("by key (email): 1 missing");
            assertThat(failure.rows())
                    .extracting(NamedRows::inFull)
                    .singleElement()
                    .asString()
                    .contains(SOMEBODY);
        }
    }

    private static SyncException fails(TestDatabase source, TestDatabase target, Mode mode) {
        var progress = new RecordedProgress(Map.of(), () -> {});
        PrintStream err = System.err;
        PrintStream out = System.out;
        var log = new ByteArrayOutputStream();
        RolledBack end;
        try (PrintStream into = new PrintStream(log, true, StandardCharsets.UTF_8)) {
            System.setErr(into);
            System.setOut(into);
            end = (RolledBack) new SyncEngine()
                    .run(
                            SyncRequest.of(Direction.RemoteToLocal, source.endpoint(), target.endpoint())
                                    .runId("keys")
                                    .operation(Operation.Sync)
                                    .tables(TableSelection.ALL.withInclude(List.of("public.person")))
                                    .verification(Comparison.Checksum)
                                    .mode(mode)
                                    .safety(new Safety(1, Safety.DEFAULT.lockTimeout(), 100))
                                    .requestedBy("a test")
                                    .build(),
                            progress,
                            new Cancellation());
        } finally {
            System.setErr(err);
            System.setOut(out);
        }
        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain(SOMEBODY);
        assertThat(end.cause().getMessage()).doesNotContain(SOMEBODY);
        assertThat(progress.reports().toString()).doesNotContain(SOMEBODY);
        if (end.failedIn() != Phase.Validating) {
            assertThat(target.rows("select * from databasesync.run").toString())
                    .contains("VerificationFailed")
                    .doesNotContain(SOMEBODY);
        }
        return end.cause();
    }
}
