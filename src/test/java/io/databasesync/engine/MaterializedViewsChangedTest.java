package io.databasesync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Cancellation;
import io.databasesync.sync.Operation;
import io.databasesync.sync.Phase;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.testing.engine.TwoTables;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Materialized views that somebody changes during a run, or between a run and its rollback.
class MaterializedViewsChangedTest {
    private final TwoTables tables = new TwoTables();

    @BeforeEach
    void create() {
        tables.create();
        tables.target()
                .execute(
                        "create view shown as select id, who from a",
                        "create materialized view m as select id, who from shown");
    }

    @AfterEach
    void close() {
        tables.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create index later on m (who)",
                "comment on materialized view m is 'later'",
                "alter materialized view m owner to pg_monitor",
                "drop materialized view m",
                "create materialized view n as select who from shown",
                "refresh materialized view m with no data",
                "create or replace view shown as select id, who || '' as who from a",
                "alter view shown set (security_barrier)"
            })
    void aChangeDuringARunIsNotLost(String change) {
        SyncOutcome outcome = sync("one", Phase.Publishing, change);

        assertThat(TwoTables.refused(outcome, Reason.PublishFailed)).hasMessageContaining("materialized view");
        assertThat(tables.target().column("select who from shown")).containsExactly("target");
        assertThat(tables.target().schemas()).noneMatch(schema -> schema.startsWith("dbsync_"));
    }

    @Test
    void oneThatIsMadeOverATableDuringARunEndsIt() {
        SyncOutcome outcome = sync("one", Phase.Publishing, "create materialized view n as select who from b");

        assertThat(TwoTables.refused(outcome, Reason.PublishFailed)).hasMessageContaining("materialized view");
    }

    @Test
    void aRefreshDuringARunDoesNoHarm() {
        assertThat(sync("one", Phase.Publishing, "refresh materialized view m")).isInstanceOf(Synced.class);
        assertThat(tables.target().column("select who from m")).containsExactly("source");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create index later on m (who)",
                "comment on column m.who is 'later'",
                "create or replace view shown as select id, who || '' as who from a"
            })
    void aRollbackIsRefusedThatWouldLoseAChange(String change) {
        tables.sync("one");
        tables.target().execute(change);

        assertThat(TwoTables.refused(tables.rollBack("back"), Reason.SchemaDrift))
                .hasMessageContaining("view public.");
        assertThat(tables.target().column("select who from m")).containsExactly("source");
    }

    @Test
    void aRollbackIsRefusedIfTheViewIsGone() {
        tables.sync("one");
        tables.target().execute("drop materialized view m");

        assertThat(TwoTables.refused(tables.rollBack("back"), Reason.NothingToRollBack))
                .hasMessageContaining("public.m");
    }

    @Test
    void twoRollbacksBringTheRowsOfTheRunBack() {
        tables.target().execute("grant select on m to public");
        tables.sync("one");
        tables.target().execute("revoke all on m from public", "grant select on shown to public");
        TwoTables.restored(tables.rollBack("back"));
        assertThat(tables.target().column("select who from m")).containsExactly("target");
        assertThat(tables.target().value("select relacl::text from pg_class where oid = 'm'::regclass"))
                .doesNotContain("{=r", ",=r");
        assertThat(tables.target().value("select relacl::text from pg_class where oid = 'shown'::regclass"))
                .contains("=r/");

        TwoTables.restored(tables.rollBack("forth"));

        assertThat(tables.target().column("select who from m")).containsExactly("source");
        tables.target().execute("refresh materialized view m");
        assertThat(tables.target().column("select who from m")).containsExactly("source");
    }

    @Test
    void generationsGoWithTheirViews() {
        tables.sync("one");
        tables.sync("two");
        assertThat(tables.target().column("select distinct run_id from databasesync.replaced_view"))
                .containsExactly("two");
        assertThat(tables.run(
                        Operation.Sync,
                        "three",
                        TwoTables.ALL,
                        0,
                        tables.target().endpoint()))
                .isInstanceOf(Synced.class);
        assertThat(tables.target().schemas()).noneMatch(schema -> schema.startsWith("dbsync_"));
        assertThat(tables.target().column("select who from m")).containsExactly("source");
    }

    private SyncOutcome sync(String runId, Phase phase, String change) {
        AtomicBoolean done = new AtomicBoolean();
        ProgressSink changing = progress -> {
            if (progress.phase() == phase && done.compareAndSet(false, true)) {
                tables.target().execute(change);
            }
        };
        return new SyncEngine()
                .run(
                        tables.request(
                                Operation.Sync,
                                runId,
                                TwoTables.ALL,
                                1,
                                tables.target().endpoint()),
                        changing,
                        new Cancellation());
    }
}
