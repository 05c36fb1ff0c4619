package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Operation;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.TableName;
import io.databasesync.sync.TableSelection.MaterializedViews;
import io.databasesync.testing.engine.Pair;
import io.databasesync.testing.engine.Scenario;
import io.databasesync.testing.engine.TwoTables;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Tables that are filled from the stage, together with trees, materialized views and event triggers.
class FilledCombinationsTest {
    private static final String[] TREE = {
        "create table t (id int primary key, v text) partition by range (id)",
        "create table t1 partition of t for values from (0) to (100)",
        "create table t2 partition of t for values from (100) to (200)",
        "create table moved (id int primary key)"
    };

    @Test
    void oneMemberOfATreeCannotBeSwapped() {
        tree().target("create function all_of_t2() returns setof t2 language sql as 'select * from t2'")
                .play();
    }

    @Test
    void aMaterializedViewThatStaysReadsOneMemberOfATree() {
        tree().target("create materialized view mv as select * from t1")
                .materializedViews(MaterializedViews.Leave)
                .play();
    }

    @Test
    void anEventTriggerAltersTheTablesOfTheStage() {
        tree().target(
                        "create function all_of_t() returns setof t language sql as 'select * from t'",
                        """
                        create function secured() returns event_trigger language plpgsql as $$
                        declare r record;
                        begin
                          for r in select * from pg_event_trigger_ddl_commands() where object_type = 'table' loop
                            execute 'alter table ' || r.object_identity || ' enable row level security';
                          end loop;
                        end $$\
                        """,
                        "create event trigger secured on ddl_command_end when tag in ('CREATE TABLE') execute function secured()")
                .play();
    }

    @Test
    void aRollbackOfARollbackBringsFilledAndMovedTablesBackAgain() {
        try (TwoTables tables = new TwoTables()) {
            tables.create();
            tables.target().execute("create function every() returns setof a language sql as 'select * from a'");
            SyncOutcome outcome = tables.run(
                    Operation.Sync, "run1", TwoTables.ALL, 1, tables.target().endpoint());
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Synced.class,
                            synced -> assertThat(synced.filled()).containsExactly(new TableName("public", "a")));
            List<String> contents = List.of("target", "source", "target");
            for (int i = 0; i < contents.size(); i++) {
                TwoTables.restored(tables.rollBack("back" + i));
                for (String table : List.of("a", "b")) {
                    assertThat(tables.target().column("select who from " + table))
                            .as("rollback %d of table %s", i, table)
                            .containsExactly(contents.get(i));
                }
            }
            tables.sync("run2");
            assertThat(tables.target().column("select who from a union all select who from b"))
                    .containsExactly("source", "source");
        }
    }

    private static Scenario tree() {
        return Pair.OLDER_TO_NEWER
                .scenario()
                .both(TREE)
                .source(
                        "insert into t select i, 'new ' || i from generate_series(1, 199) i",
                        "insert into moved values (1), (2)")
                .target("insert into t values (1, 'old'), (101, 'old')", "insert into moved values (7)");
    }
}
