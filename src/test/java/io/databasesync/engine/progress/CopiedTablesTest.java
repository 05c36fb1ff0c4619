package io.databasesync.engine.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Progress.Count;
import io.databasesync.sync.TableName;
import org.junit.jupiter.api.Test;

class CopiedTablesTest {
    private static final TableName A = new TableName("public", "a");
    private static final TableName B = new TableName("public", "b");

    private final CopiedTables copied = new CopiedTables();

    @Test
    void countsRowsOfTablesThatAreNotCompleteUpToTheEstimate() {
        copied.plan(2, 100);
        copied.rows(A, 30);
        assertThat(copied.rows()).isEqualTo(new Count(30, 100));

        copied.rows(B, 90);
        assertThat(copied.rows()).isEqualTo(new Count(100, 100));
        assertThat(copied.tables()).isEqualTo(new Count(0, 2));
        assertThat(copied.rowsDone()).isZero();
    }

    @Test
    void replacesTheEstimateByTheCountedRowsWithTheLastTable() {
        copied.plan(2, 100);
        copied.done(A, 30);
        assertThat(copied.rows()).isEqualTo(new Count(30, 100));

        copied.done(B, 20);
        assertThat(copied.rows()).isEqualTo(new Count(50, 50));
        assertThat(copied.tables()).isEqualTo(new Count(2, 2));
    }

    @Test
    void startsAgainWithoutCopiedTables() {
        copied.plan(2, 100);
        copied.done(A, 30);
        copied.rows(B, 5);
        copied.copyAnew();

        assertThat(copied.rows()).isEqualTo(new Count(0, 100));
        assertThat(copied.tables()).isEqualTo(new Count(0, 2));
    }
}
