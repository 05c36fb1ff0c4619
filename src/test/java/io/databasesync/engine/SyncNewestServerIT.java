package io.databasesync.engine;

import static io.databasesync.testing.postgres.TestDatabase.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Mode;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.postgres.TestServer;
import org.junit.jupiter.api.Test;

/// What only PostgreSQL 18 has.
class SyncNewestServerIT {
    @Test
    void createsVirtualGeneratedColumns() {
        scenario()
                .source(
                        "create table t (id int primary key, a int, twice int generated always as (a * 2) virtual)",
                        "insert into t values (1, 4), (2, null)")
                .afterSync(target -> assertThat(target.rows("select id, twice from t order by id"))
                        .containsExactly(row(1, 8), row(2, null)))
                .play();
    }

    @Test
    void replacesTablesWithVirtualGeneratedColumns() {
        String table = "create table t (id int primary key, a int, twice int generated always as (a * 2) virtual)";
        scenario()
                .both(table)
                .source("insert into t values (1, 4)")
                .target("insert into t values (9, 9)")
                .play();
    }

    @Test
    void keepsConstraintsThatAreNotEnforcedOrHaveAPeriod() {
        String[] tables = {
            "create extension btree_gist",
            "create table room (id int, during daterange, primary key (id, during without overlaps))",
            """
            create table stay (id int primary key, room int, during daterange, n int constraint n_given not null,
              constraint in_room foreign key (room, period during) references room (id, period during),
              constraint wish check (n > 0) not enforced)\
            """
        };
        scenario()
                .both(tables)
                .source(
                        "insert into room values (1, '[2020-01-01,2020-12-31)')",
                        "insert into stay values (1, 1, '[2020-02-01,2020-03-01)', -1)")
                .target("insert into room values (9, '[2020-01-01,2020-12-31)')")
                .play();
    }

    @Test
    void createsAndReplacesEveryNewConstraint() {
        scenario()
                .source(
                        "create extension btree_gist",
                        """
                        create table vg (id int primary key, a int, b text, v int generated always as (a * 10) virtual,
                          vt text generated always as (upper(b)) virtual, s int generated always as (a + 1) stored,
                          check (v < 100000))\
                        """,
                        """
                        create table tmp1 (id int, valid daterange, name text,
                          constraint tmp1_pk primary key (id, valid without overlaps))\
                        """,
                        """
                        create table tmp2 (id int, valid daterange, ref int,
                          constraint tmp2_u unique (id, valid without overlaps),
                          constraint tmp2_fk foreign key (ref, period valid) references tmp1 (id, period valid))\
                        """,
                        "create table nv (id int primary key, x text, y text, z int)",
                        "insert into nv values (1, null, 'y', 500)",
                        "alter table nv add constraint nv_x_nn not null x not valid",
                        "alter table nv add constraint y_nn not null y",
                        "alter table nv add constraint zc check (z < 100) not enforced",
                        "comment on constraint y_nn on nv is 'nn comment'",
                        "create table par (id int primary key)",
                        "create table chi (id int primary key, p int,"
                                + " constraint ne foreign key (p) references par not enforced)",
                        "insert into chi values (1, 77)",
                        "create table pn (id int not null, k int) partition by range (id)",
                        "create table pn1 partition of pn for values from (0) to (100)",
                        "create table tgt (id int primary key)",
                        "insert into pn values (1, 9)",
                        "alter table pn add constraint pfk foreign key (k) references tgt not valid",
                        "create table inh0 (id int constraint inh0_nn not null no inherit, q text)",
                        "create table uu (id uuid default uuidv7() primary key, c text collate pg_c_utf8)",
                        "insert into vg (id, a, b) select g, g, 'b' || g from generate_series(1, 100) g",
                        "insert into tmp1 values (1, '[2026-01-01,2026-02-01)', 'a'), (1, '[2026-02-01,2026-03-01)', 'b')",
                        "insert into tmp2 values (5, '[2026-01-10,2026-02-20)', 1)",
                        "insert into inh0 values (1, 'q')",
                        "insert into uu (c) values ('ü')")
                .play();
    }

    @Test
    void theStatisticsOfALargeTableAreWrittenWithoutReadingItAgain() {
        String rows = "insert into %s select i, i %% 7, repeat(md5(i::text), 32) from generate_series(1, 65000) i";
        String alone = " with (autovacuum_enabled = off)"; // it would gather other statistics at any moment
        scenario()
                .both(
                        "create table large (id int primary key, kind int, v text)" + alone,
                        "create table expressions (id int primary key, kind int, v text)" + alone,
                        "create index expressions_next on expressions ((kind + 1))")
                .source(rows.formatted("large"), rows.formatted("expressions"))
                // rows that are counted after the analysis would make it look old
                .source("select pg_stat_force_next_flush()", "analyze")
                .once((source, target) -> {
                    String known = "select s::text from pg_stats s where tablename = 'large' and schemaname = 'public'"
                            + " order by attname";
                    assertThat(target.column(known)).hasSize(3).isEqualTo(source.column(known));
                    assertThat(target.column("select relname from pg_stat_user_tables where last_analyze is not null"
                                    + " and schemaname = 'public'"))
                            .containsExactly("expressions");
                    assertThat(target.column("select tablename from pg_stats where schemaname = 'public'"))
                            .contains("expressions_next");
                });
    }

    @Test
    void keepsConstraintsThatAreNotValidWithinAnInheritanceTree() {
        String[] family = {
            "create domain given as int constraint given_at_all not null",
            "comment on constraint given_at_all on domain given is 'never null'",
            "create table parent (id int, q text, g given)",
            "create table child (more text, constraint own_name not null q) inherits (parent)",
            "create table second () inherits (parent)",
            "create table third () inherits (parent)",
            "insert into second select g, null, 1 from generate_series(1, 1000) g",
            "alter table parent add constraint q_given not null q not valid",
            "alter table parent add constraint wish check (id > 5) not enforced",
            "alter table third validate constraint q_given",
            "comment on constraint q_given on parent is 'not valid'",
            "comment on constraint q_given on third is 'valid'",
            "comment on constraint own_name on child is 'own'"
        };
        scenario().source(family).play();
        scenario().both(family).play();
        scenario().mode(Mode.InPlace).both(family).play();
    }

    /// The parent that is not valid gave the child its constraint, and the other one did not: the name is the first's.
    @Test
    void keepsTheNameOfANotNullThatAChildHasFromSeveralParents() {
        String[] family = {
            "create table late (a int)",
            "insert into late values (null)",
            "alter table late add constraint late_a not null a not valid",
            "create table early (a int constraint early_a not null)",
            "create table child () inherits (late, early)",
            "comment on constraint late_a on child is 'valid'",
            "create table other (a int)",
            "create table second () inherits (other, early)",
            "alter table other add constraint other_a not null a not valid",
            "create table third () inherits (other)",
            "create table named (a int)",
            "create table fourth () inherits (named, early)",
            "alter table named add constraint named_a not null a",
            "comment on constraint early_a on fourth is 'of the second parent'",
        };
        String[] unnamed = {
            "create table fifth () inherits (other, late)",
            "alter table fifth validate constraint other_a",
            "comment on constraint other_a on fifth is 'of the first parent'"
        };
        scenario().source(family).source(unnamed).play();
        scenario().both(family).both(unnamed).play();
        scenario().mode(Mode.InPlace).both(family).play();
        scenario().mode(Mode.InPlace).source(family).source(unnamed).play();
    }

    /// Their rows come through the root, so that the primary keys come when the partitions are attached.
    @Test
    void aPrimaryKeyLeavesThePartitionsOfATreeWithOtherBoundsAsTheyWere() {
        String tree = "create table tree (id int not null, k text not null, primary key (id, k)) partition by list (k)";
        scenario()
                .source(tree, "create table a partition of tree default", "insert into tree values (1, 'a'), (2, 'b')")
                .target(
                        tree,
                        "create table b partition of tree for values in ('a', 'c') partition by hash (id)",
                        "create table b1 partition of b for values with (modulus 1, remainder 0)",
                        "create table c partition of tree default",
                        "insert into tree values (7, 'a'), (8, 'z')")
                .play();
    }

    private static Scenario scenario() {
        return new Scenario(TestServer.container(18), TestServer.container(18));
    }
}
