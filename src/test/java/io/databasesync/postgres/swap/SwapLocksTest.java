package io.databasesync.postgres.swap;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The text of the statement that takes the locks of a swap.
class SwapLocksTest {
    @Test
    void takesViewsFirstThenTablesInTheOrderOfTheirOidsThenSequences() {
        SortedMap<Long, TableName> tables = new TreeMap<>();
        tables.put(2L, new TableName("public", "a"));
        tables.put(1L, new TableName("public", "it's"));
        LockedObjects objects =
                new LockedObjects(tables, List.of(), List.of(), List.of(), List.of(new TableName("public", "s")));

        String text = SwapLocks.of(List.of("materialized view public.m"), objects, Set.of())
                .statement(Duration.ofSeconds(5), true);

        assertThat(text).contains("alter materialized view if exists public.m reset", "5000 / 1000.0");
        assertThat(text).doesNotContain("@");
        assertThat(text).contains("'materialized view public.m'", "'table public.a'", "'sequence public.s'");
        assertThat(List.of("view if exists public.m", "public\".\"it", "public\".\"a", "public\".\"s"))
                .extracting(text::indexOf)
                .isSorted()
                .doesNotContain(-1);
    }
}
