package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static io.databasesync.testing.postgres.TestDatabase.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.testing.engine.Pair;
import org.junit.jupiter.api.Test;

/// Columns that name objects of their server: large objects, tables, types.
class SyncObjectIdsTest {
    // failure 36: large objects, regclass and oid columns
    @Test
    void refusesATableThatRefersToLargeObjects() {
        assertThatSync(Pair.NEWER_TO_OLDER
                        .scenario()
                        .source(
                                "create domain photo as oid",
                                "create table t (id int primary key, \"Photo\" photo)",
                                "insert into t values (1, 5), (2, lo_create(4711))")
                        .failsIn(Phase.Validating, Reason.LargeObjects))
                .about("table public.t")
                .naming("column Photo", "4711")
                .advising("bytea", "tables.exclude: [\"public.t\"]");
    }

    @Test
    void copiesNumbersThatAreNoLargeObjectsAndSaysWhatTheyAre() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .source(
                        "create table t (id int primary key, o oid, os oid[])",
                        "create table without_any (id int)",
                        "select lo_create(4712)",
                        "insert into t values (1, 5, '{4712}'), (2, null, null)")
                .warns("column o of public.t is copied as the numbers that it holds")
                .afterSync(target ->
                        assertThat(target.column("select o from t order by id")).containsExactly("5", "null"))
                .play();
    }

    @Test
    void namesOfTablesAreThoseOfTheTablesThatTheTargetHasAfterwards() {
        Pair.NEWER_TO_OLDER
                .scenario()
                .source(
                        "create table part (id int)",
                        "create table t (id int primary key, k regclass, y regtype)",
                        "insert into t values (1, 'part', 'part'), (2, 'pg_class', 'int')")
                .target("create table part (id int)")
                .afterSync(target -> assertThat(
                                target.rows("select k::text, y::text, k::oid = to_regclass('part') from t order by id"))
                        .containsExactly(row("part", "part", true), row("pg_class", "integer", false)))
                .play();
    }

    @Test
    void refusesToSwapATableThatNamesTables() {
        assertThatSync(Pair.NEWER_TO_OLDER
                        .scenario()
                        .source("create table t (k regclass[])")
                        .mode(Mode.Swap)
                        .failsIn(Phase.Validating, Reason.UnsupportedTable))
                .about("table public.t")
                .naming("column k", "regclass")
                .advising("mode: Auto");
    }
}
