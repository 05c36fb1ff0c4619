package io.databasesync.engine.progress;

import static io.databasesync.testing.engine.StagedTables.index;
import static io.databasesync.testing.engine.StagedTables.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.engine.work.IndexBuild;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.sync.Progress.Count;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndexCountsTest {
    private final Workload work = new Workload();
    private final CurrentWork current = new CurrentWork();
    private final IndexCounts indexes = new IndexCounts(work, current);
    private final IndexBuild build = build();

    IndexCountsTest() {
        indexes.plan(1);
        indexes.plan(List.of(build));
    }

    @Test
    void aBuildIsNamedWithItsStepUntilItIsDone() {
        indexes.begin(build);
        assertThat(indexes.building(build, 0.5, "loading tuples")).isTrue();
        assertThat(current.texts()).containsExactly("public.pages_pkey (loading tuples)");
        assertThat(work.share()).isEqualTo(0.5);

        indexes.done(build);
        assertThat(current.texts()).isEmpty();
        assertThat(indexes.count()).isEqualTo(new Count(1, 1));
    }

    @Test
    void aReportThatComesAfterTheEndOfTheBuildChangesNothing() {
        indexes.begin(build);
        indexes.done(build);
        assertThat(indexes.building(build, 0.1, "")).isFalse();
        assertThat(work.share()).isEqualTo(1);
    }

    @Test
    void anIndexThatExistsAlreadyCountsAsDoneButNotAsOurWork() {
        indexes.kept(build);
        assertThat(indexes.count()).isEqualTo(new Count(1, 1));
        assertThat(work.shareOfOurs()).isZero();
    }

    private static IndexBuild build() {
        RunTable table = table("pages", 1 << 20, index("pages_pkey", "btree", 1 << 20));
        return new IndexBuild(table, table.pair().definition().indexes().getFirst());
    }
}
