package io.databasesync.engine;

import static io.databasesync.testing.postgres.TestDatabase.row;
import static org.assertj.core.api.Assertions.assertThat;

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

    private static Scenario scenario() {
        return new Scenario(TestServer.container(18), TestServer.container(18));
    }
}
