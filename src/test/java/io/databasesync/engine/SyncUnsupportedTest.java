package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.YearsTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Relations that look like tables and are not synced: none is left out in silence, but what no other session sees.
class SyncUnsupportedTest {
    @Test
    void temporaryTablesAreNoTablesOfTheSource() {
        assertThatSync(Pair.NEWER_TO_OLDER
                        .scenario()
                        .source("create table t (id int)", "create temporary table only_here (id int)")
                        .include("*.only_here")
                        .failsIn(Phase.Validating, Reason.UnmatchedPattern))
                .naming("only_here");
    }

    @Test
    void refusesForeignTables() {
        assertThatSync(Pair.NEWER_TO_OLDER
                        .scenario()
                        .source(
                                "create extension file_fdw",
                                "create server files foreign data wrapper file_fdw",
                                "create foreign table far (id int) server files options (filename '/dev/null')",
                                "create table t (id int)")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("table public.far")
                .advising("tables.exclude: [\"public.far\"]");
    }

    @Test
    void refusesAPartitionedTableOfWhichAPartitionIsForeign() {
        assertThatSync(Pair.NEWER_TO_OLDER
                        .scenario()
                        .source(
                                "create extension file_fdw",
                                "create server files foreign data wrapper file_fdw",
                                "create table m (id int) partition by range (id)",
                                "create table near partition of m for values from (1) to (5)",
                                "create foreign table far partition of m default server files options (filename '/dev/null')")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("table public.far");
    }

    @Test
    void createsTheExtensionThatOnlyAnIndexNeeds() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .source(
                        "create extension pg_trgm",
                        "create table t (id int primary key, v text)",
                        "create index fuzzy on t using gin (v gin_trgm_ops)",
                        "insert into t values (1, 'word')")
                .afterSync(target -> assertThat(
                                target.column("select extname from pg_extension where extname = 'pg_trgm'"))
                        .containsExactly("pg_trgm"))
                .play();
    }

    @Test
    void refusesATreeWithAPartitionWhoseDetachingIsNotFinished() {
        assertThatSync(Pair.NEWER_TO_OLDER
                        .scenario()
                        .mode(Mode.Swap)
                        .both(YearsTree.create())
                        .source(YearsTree.ROWS)
                        .target("update pg_inherits set inhdetachpending = true where inhrelid = 'm_2024'::regclass")
                        .include("public.m")
                        .failsIn(Phase.Validating, Reason.DependentBlocks))
                .naming("public.m cannot be swapped", "table public.m_2024");
    }

    @Test
    void refusesToTearAPartitionFromItsTable() {
        assertThatSync(Pair.NEWER_TO_OLDER
                        .scenario()
                        .mode(Mode.Swap)
                        .both(YearsTree.create())
                        .include("public.m_2024")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .naming("public.m_2024 is a partition of public.m, which is not selected");
    }

    @ParameterizedTest
    @EnumSource(value = Mode.class, names = "Auto", mode = EnumSource.Mode.EXCLUDE)
    void refusesAPartitionThatIsAForeignTable(Mode mode) {
        assertThatSync(Pair.NEWER_TO_OLDER
                        .scenario()
                        .mode(mode)
                        .source("create table m (id int)")
                        .target(
                                "create table m (id int) partition by range (id)",
                                "create extension file_fdw",
                                "create server files foreign data wrapper file_fdw",
                                "create foreign table m_far partition of m default server files options (filename '/dev/null')")
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .naming("public.m_far", "foreign table");
    }
}
