package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Differences of columns that a partition or a child inherits: the statement is for the table that defines them.
class SyncInheritedDriftTest {
    private static final String[] LEVELS = {
        "create table p (id int, v int%s) partition by range (id)",
        "create table p1 partition of p for values from (0) to (10) partition by range (id)",
        "create table p11 partition of p1 for values from (0) to (5)",
        "create table parent (id int, v int%s)",
        "create table middle (m int) inherits (parent)",
        "create table child (c int) inherits (middle)"
    };

    // failure 57: statements that do not run
    @Test
    void mendsColumnsThatAPartitionOrAChildLacksWhereTheyAreDefined() {
        String[] tables = {
            "create table p (id int%s) partition by range (id)",
            "create table p1 partition of p for values from (0) to (10)",
            "create table p2 partition of p for values from (10) to (20)",
            "create table parent (id int%s)",
            "create table child (own text%s) inherits (parent)"
        };
        assertThat(scenario()
                        .source(with(tables, ", v text default 'x'"))
                        .source("insert into p1 values (1, 'a')", "insert into child values (1, 'a', 'b', 'c')")
                        .target(with(tables, ""))
                        .mends(Reason.SchemaDrift))
                .containsExactlyInAnyOrder(
                        "ALTER TABLE public.p ADD COLUMN v text DEFAULT 'x'::text",
                        "ALTER TABLE public.parent ADD COLUMN v text DEFAULT 'x'::text",
                        "ALTER TABLE public.child ADD COLUMN w text DEFAULT 'x'::text");
    }

    @Test
    void mendsColumnsOfAPartitionThatIsSelectedAlone() {
        assertThat(scenario()
                        .include("public.p11")
                        .source(
                                "create table p (id int, v text) partition by range (id)",
                                "create table p1 partition of p for values from (0) to (10) partition by range (id)",
                                "create table p11 partition of p1 for values from (0) to (5)",
                                "insert into p11 values (1, 'a')")
                        .target(
                                "create table p (id int) partition by range (id)",
                                "create table p1 partition of p for values from (0) to (10) partition by range (id)",
                                "create table p11 partition of p1 for values from (0) to (5)")
                        .mends(Reason.SchemaDrift))
                .containsExactly("ALTER TABLE public.p ADD COLUMN v text");
    }

    @Test
    void mendsAnInheritedColumnOnceWhereItIsDefined() {
        assertThat(scenario()
                        .source(with(LEVELS, ""))
                        .source(
                                "alter table p alter v type bigint",
                                "alter table parent alter v type bigint",
                                "insert into p values (1, 2)",
                                "insert into child values (1, 2, 3, 4)")
                        .target(with(LEVELS, ", gone text"))
                        .mends(Reason.SchemaDrift))
                .containsExactlyInAnyOrder(
                        "ALTER TABLE public.p ALTER COLUMN v TYPE bigint",
                        "ALTER TABLE public.p DROP COLUMN gone",
                        "ALTER TABLE public.parent ALTER COLUMN v TYPE bigint",
                        "ALTER TABLE public.parent DROP COLUMN gone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"p11", "child"})
    void mendsAColumnThatATableWhichIsNotSelectedDefinesTwoLevelsAbove(String selected) {
        String top = selected.equals("child") ? "parent" : "p";
        assertThat(scenario()
                        .include("public." + selected)
                        .source(with(LEVELS, ""))
                        .source(
                                "alter table p alter v type bigint",
                                "alter table parent alter v type bigint",
                                "insert into p values (1, 2)",
                                "insert into child values (1, 2, 3, 4)")
                        .target(with(LEVELS, ", gone text"))
                        .mends(Reason.SchemaDrift))
                .containsExactlyInAnyOrder(
                        "ALTER TABLE public.%s ALTER COLUMN v TYPE bigint".formatted(top),
                        "ALTER TABLE public.%s DROP COLUMN gone".formatted(top));
    }

    private static String[] with(String[] tables, String column) {
        return Arrays.stream(tables)
                .map(t -> t.contains("child (own")
                        ? t.formatted(column.replace("v text", "w text"))
                        : t.formatted(column))
                .toArray(String[]::new);
    }

    private static Scenario scenario() {
        return Pair.OLDER_TO_NEWER.scenario();
    }
}
