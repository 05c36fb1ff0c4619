package io.databasesync.engine.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.engine.progress.TableCounts.Planned;
import io.databasesync.sync.TableName;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableCountsTest {
    @Test
    void rowsOfATableThatWasNeverAnalyzedAreEstimatedFromItsPages() {
        TableCounts counts = new TableCounts(new Workload(), new CopyPace(InstantSource.system()));
        counts.plan(List.of(new Planned(new TableName("public", "pages"), -1, 8_192_000)));
        assertThat(counts.moving())
                .singleElement()
                .satisfies(table -> assertThat(table.rows().total()).isEqualTo(64_000));
    }
}
