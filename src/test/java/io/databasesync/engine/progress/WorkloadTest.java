package io.databasesync.engine.progress;

import static io.databasesync.testing.engine.StagedTables.index;
import static io.databasesync.testing.engine.StagedTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.databasesync.engine.work.IndexBuild;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.sync.TableName;
import org.junit.jupiter.api.Test;

class WorkloadTest {
    private static final long MB = 1 << 20;
    private static final TableName PAGES = new TableName("public", "pages");
    private static final TableName TAGS = new TableName("public", "tags");

    private final Workload work = new Workload();

    @Test
    void aTableIsOnlyWholeWhenItIsDone() {
        work.plan(PAGES, 10 * MB);
        assertThat(work.copied(PAGES, 5 * MB)).isEqualTo(50);
        assertThat(work.copied(PAGES, 9 * MB)).as("more bytes than on the disk").isEqualTo(99);
        work.done(PAGES);
        assertThat(work.share()).isEqualTo(1);
    }

    @Test
    void bytesThatAreTakenBackAreNotDone() {
        work.plan(PAGES, 10 * MB);
        work.copied(PAGES, 5 * MB);
        work.copied(PAGES, -5 * MB);
        assertThat(work.bytesDone()).isZero();
    }

    @Test
    void anEmptyTableCountsALittle() {
        work.plan(PAGES, 0);
        work.plan(TAGS, 0);
        work.done(TAGS);
        assertThat(work.share()).isEqualTo(0.5);
    }

    @Test
    void indexesCountAsTheyAreBuilt() {
        RunTable table = table("pages", 10 * MB, index("pages_pkey", "btree", 10 * MB));
        IndexBuild build =
                new IndexBuild(table, table.pair().definition().indexes().getFirst());
        work.plan(PAGES, build.cost());
        work.planIndexes(build.cost());
        work.done(PAGES);
        work.building(build);
        work.building(build, 0.5);
        work.building(build, 0.1); // it never goes back
        assertThat(work.isBuilding(build.name())).isTrue();
        assertThat(work.share()).isEqualTo(0.75, within(1e-9));
        work.done(build);
        assertThat(work.isBuilding(build.name())).isFalse();
        assertThat(work.share()).isEqualTo(1);
    }

    @Test
    void whatAnEarlierProcessDidIsDoneButNotOurs() {
        work.plan(PAGES, 3 * MB);
        work.plan(TAGS, MB);
        work.kept(PAGES);
        work.copied(TAGS, MB);
        assertThat(work.share()).isEqualTo(1);
        assertThat(work.shareOfOurs()).isEqualTo(0.25, within(1e-9));
    }

    @Test
    void nothingToDoIsNoShareOfIt() {
        assertThat(work.share()).isZero();
        assertThat(work.shareOfOurs()).isZero();
    }
}
