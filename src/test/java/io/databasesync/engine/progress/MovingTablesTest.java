package io.databasesync.engine.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Progress.Count;
import io.databasesync.sync.Progress.TableProgress;
import io.databasesync.sync.TableName;
import org.junit.jupiter.api.Test;

class MovingTablesTest {
    private final MovingTables tables = new MovingTables();

    @Test
    void tablesInWorkComeFirstThenTheLargestThatWait() {
        tables.plan(name("small"), 10, 100);
        tables.plan(name("large"), 1000, 10_000);
        tables.plan(name("done"), 5, 20_000);
        tables.plan(name("working"), 50, 500);
        tables.begin(name("working"));
        tables.done(name("done"), 5);
        assertThat(tables.progress())
                .extracting(TableProgress::name)
                .containsExactly("public.working", "public.large", "public.small", "public.done");
    }

    @Test
    void aTableCountsItsRowsAndNeverMoreBytesThanItHas() {
        tables.plan(name("t"), 10, 100);
        tables.copied(name("t"), 150, 12);
        TableProgress copied = tables.progress().getFirst();
        assertThat(copied.working()).isTrue();
        assertThat(copied.rows()).isEqualTo(new Count(12, 12));
        assertThat(copied.bytes()).isEqualTo(new Count(100, 100));
        tables.copied(name("t"), -150, -12);
        assertThat(tables.progress().getFirst().rows()).isEqualTo(new Count(0, 10));
    }

    @Test
    void aCompleteTableHasItsCountedRows() {
        tables.plan(name("t"), 3, 100);
        tables.done(name("t"), 7);
        assertThat(tables.progress())
                .containsExactly(new TableProgress("public.t", false, new Count(7, 7), new Count(100, 100), 0));
    }

    @Test
    void noMoreThanFiftyTablesAreNamed() {
        for (int i = 0; i < 60; i++) {
            tables.plan(name("t" + i), 1, i);
        }
        assertThat(tables.progress()).hasSize(50);
    }

    private static TableName name(String table) {
        return new TableName("public", table);
    }
}
