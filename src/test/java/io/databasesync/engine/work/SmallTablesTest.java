package io.databasesync.engine.work;

import static io.databasesync.testing.engine.StagedTables.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.copy.TablePart;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SmallTablesTest {
    private static final long MB = 1L << 20;

    @Test
    void areCopiedTogetherAfterTheLargeOnes() {
        assertThat(loads(part("a", 8192), part("large", 3 * MB), part("b", 8192)))
                .containsExactly(List.of("large"), List.of("a", "b"));
    }

    @Test
    void areNoMoreThanOneMessageHolds() {
        assertThat(loads(part("a", MB / 2), part("b", MB / 2), part("c", 1)))
                .containsExactly(List.of("a", "b"), List.of("c"));
    }

    @Test
    void areNoMoreThanOneTransactionShouldLock() {
        TablePart[] parts = IntStream.range(0, SmallTables.MOST_TABLES + 1)
                .mapToObj(i -> part("t" + i, 1))
                .toArray(TablePart[]::new);
        assertThat(loads(parts)).extracting(List::size).containsExactly(SmallTables.MOST_TABLES, 1);
    }

    @Test
    void doNotIncludePartsOfATable() {
        TablePart part = new TablePart(table("t", 8192), 0, 2, 0, 1, 4096);
        assertThat(SmallTables.small(part)).isFalse();
    }

    private static TablePart part(String name, long bytes) {
        return TablePart.whole(table(name, bytes), bytes);
    }

    private static List<List<String>> loads(TablePart... parts) {
        return SmallTables.together(Stream.of(parts).toList()).stream()
                .map(load -> load.stream().map(p -> p.name().name()).toList())
                .toList();
    }
}
