package io.databasesync.engine.swap;

import static io.databasesync.testing.engine.StagedTables.index;
import static io.databasesync.testing.engine.StagedTables.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.databasesync.engine.swap.IndexQueue.Step;
import io.databasesync.engine.work.FirstFailure;
import io.databasesync.engine.work.IndexBuild;
import io.databasesync.engine.work.ParallelWork;
import io.databasesync.postgres.definition.RunTable;
import io.databasesync.sync.SyncException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class IndexQueueTest {
    private static final long MB = 1L << 20;

    private final FirstFailure failure = new FirstFailure(() -> {}, () -> {}, Duration.ZERO);
    private final IndexQueue queue = new IndexQueue(IndexBuild.memoryOf(2), failure);

    @Test
    void theCostliestBuildComesFirst() {
        add(table("orders", 100 * MB, index("orders_pkey", "btree", 20 * MB)));
        add(table("pages", 50 * MB, index("pages_body", "gin", 30 * MB), index("pages_pkey", "btree", MB)));
        assertThat(names(take())).containsExactly("pages_body");
        assertThat(names(take())).containsExactly("orders_pkey");
        assertThat(names(take())).containsExactly("pages_pkey");
    }

    @Test
    void constraintsAndStatisticsComeAfterTheLastIndexOfATable() {
        add(table("orders", 100 * MB, index("orders_pkey", "btree", 20 * MB), index("orders_at", "brin", MB)));
        Step key = take();
        Step brin = take();
        assertThat(List.of(key, brin)).noneMatch(Step::last);
        queue.done(key);
        queue.done(brin);
        Step last = take();
        assertThat(last.last()).isTrue();
        assertThat(last.indexes()).isEmpty();
    }

    @Test
    void aSmallTableIsOneTransaction() {
        add(table("settings", MB / 2, index("settings_pkey", "btree", 8192), index("settings_at", "btree", 8192)));
        Step all = take();
        assertThat(names(all)).containsExactly("settings_pkey", "settings_at");
        assertThat(all.last()).isTrue();
    }

    @Test
    void smallTablesAreOneTransactionTogether() {
        queue.add(lacking(
                table("settings", MB / 4, index("settings_pkey", "btree", 8192)),
                table("kinds", MB / 4, index("kinds_pkey", "btree", 8192)),
                table("users", MB / 2 + 1, index("users_pkey", "btree", 8192))));
        queue.end();
        Step first = take();
        Step second = take();
        assertThat(List.of(first.tables().size(), second.tables().size())).containsExactly(2, 1);
        queue.done(first);
        queue.done(second);
        queue.checkDone();
    }

    @Test
    void aVectorIndexOfASmallTableDoesNotJoinOthers() {
        queue.add(lacking(
                table("log", MB / 4, index("log_pkey", "btree", 4 * MB)),
                table("pages", MB / 4, index("pages_embedding", "hnsw", 8192))));
        assertThat(take().tables()).hasSize(1);
    }

    private static Map<RunTable, List<IndexBuild>> lacking(RunTable... tables) {
        Map<RunTable, List<IndexBuild>> lacking = new LinkedHashMap<>();
        for (RunTable table : tables) {
            lacking.put(table, IndexBuild.of(List.of(table)));
        }
        return lacking;
    }

    @Test
    void aTableWithoutIndexesStillGetsItsStatistics() {
        add(table("log", 900 * MB));
        assertThat(take().last()).isTrue();
    }

    // failure 49: a vector index runs out of memory
    @Test
    void twoIndexesOfPgvectorAreNotBuiltAtOnceButAnotherOneBesideThemIs() {
        add(table(
                "pages",
                900 * MB,
                index("pages_embedding", "ivfflat", 800 * MB),
                index("pages_summary", "hnsw", 100 * MB),
                index("pages_pkey", "btree", MB)));
        Step first = take();
        assertThat(names(first)).containsExactly("pages_embedding");
        Step beside = take();
        assertThat(names(beside)).containsExactly("pages_pkey");
        queue.done(beside);
        queue.done(first);
        assertThat(names(take())).containsExactly("pages_summary");
    }

    @Test
    void itEndsWhenNothingIsLeftAndNoTableComes() {
        add(table("orders", 100 * MB, index("orders_pkey", "btree", 20 * MB)));
        queue.end();
        queue.done(take());
        queue.done(take());
        assertThat(queue.take()).isNull();
    }

    @Test
    void aFailureAnywhereEndsTheWaiting() {
        CompletableFuture<Boolean> ended = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> ended.complete(queue.take() == null));
        failure.set(new IllegalStateException("copying failed"));
        assertThat(ended.join()).isTrue();
    }

    @Test
    void aStepThatNobodyFinishedIsNotTakenForDone() {
        add(table("orders", 100 * MB, index("orders_pkey", "btree", 20 * MB), index("orders_at", "brin", MB)));
        queue.end();
        queue.done(take());
        queue.done(take());
        Step last = take();
        assertThatThrownBy(queue::checkDone)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 steps");
        queue.done(last);
        queue.checkDone();
    }

    @Test
    void aBuilderThatEndsWithAnErrorEndsTheOthersToo() {
        add(table("orders", 100 * MB, index("orders_pkey", "btree", 20 * MB), index("orders_at", "brin", MB)));
        queue.end();
        List<Thread> builders = new ParallelWork("index", 2, failure).start(queue::take, () -> () -> {}, (_, step) -> {
            throw new NoClassDefFoundError("while building " + step);
        });
        failure.join(builders);
        assertThatThrownBy(failure::rethrow)
                .isInstanceOf(SyncException.class)
                .hasCauseInstanceOf(NoClassDefFoundError.class);
    }

    private void add(RunTable table) {
        queue.add(Map.of(table, IndexBuild.of(List.of(table))));
    }

    private Step take() {
        return Objects.requireNonNull(queue.take());
    }

    private static List<String> names(Step step) {
        return step.indexes().stream().map(b -> b.index().name()).toList();
    }
}
