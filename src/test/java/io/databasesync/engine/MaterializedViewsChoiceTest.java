package io.databasesync.engine;

import static io.databasesync.testing.SyncAssert.assertThatSync;
import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Mode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.TableSelection.MaterializedViews;
import io.databasesync.testing.engine.Pair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// People may want materialized views left as they are, or a run refused that would change them.
@ParameterizedClass
@EnumSource(names = {"NEWER_TO_OLDER", "OLDER_TO_NEWER"})
class MaterializedViewsChoiceTest {
    private final Pair pair;

    MaterializedViewsChoiceTest(Pair pair) {
        this.pair = pair;
    }

    @Test
    void oneThatPeopleWantToKeepKeepsItsRows() {
        MaterializedViewsTest.over(
                        pair.scenario(),
                        "create view shown as select id, v from t",
                        "create materialized view m as select id, v from shown")
                .materializedViews(MaterializedViews.Leave)
                .afterSync(target -> {
                    MaterializedViewsTest.swapped(target);
                    assertThat(MaterializedViewsTest.shown(target, "m")).isIn("5 old 1", "50 new 1");
                    target.execute("refresh materialized view m");
                    assertThat(MaterializedViewsTest.shown(target, "m")).isEqualTo("50 new 1");
                })
                .play();
    }

    @Test
    void aTableThatAKeptOneReadsIsNotSwapped() {
        SyncException refusal = MaterializedViewsTest.over(
                        pair.scenario(), "create materialized view m as select id, v from t")
                .materializedViews(MaterializedViews.Leave)
                .mode(Mode.Swap)
                .failsIn(Phase.Validating, Reason.DependentBlocks);
        assertThatSync(refusal)
                .about("table public.t")
                .naming("materialized view public.m", "tables.materializedViews");
    }

    @Test
    void aRunIsRefusedIfPeopleWantThat() {
        SyncException refusal = MaterializedViewsTest.over(
                        pair.scenario(),
                        "create view shown as select id, v from t",
                        "create materialized view m as select id, v from shown")
                .materializedViews(MaterializedViews.Refuse)
                .failsIn(Phase.Validating, Reason.DependentBlocks);
        assertThatSync(refusal).about("materialized view public.m").naming("tables.materializedViews is Refuse");
    }
}
