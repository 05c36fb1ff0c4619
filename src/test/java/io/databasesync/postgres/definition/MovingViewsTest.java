package io.databasesync.postgres.definition;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.catalog.DependentView;
import io.databasesync.sync.TableName;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Tables have the OIDs 1 to 9.
class MovingViewsTest {
    @Test
    void materializedViewsMoveWithTheViewsThroughWhichTheyRead() {
        assertThat(moving(view(10, 1), view(11, 1), materialized(12, 10), view(13, 12), materialized(14, 13, 2)))
                .containsExactly(10L, 12L, 13L, 14L);
    }

    @Test
    void whatAMaterializedViewReadsThatStaysStaysToo() {
        DependentView foreign = materialized(13, 10).withObstacle("belongs to somebody");
        assertThat(moving(view(10, 1), materialized(11, 10), materialized(12, 2), foreign))
                .containsExactly(12L);
    }

    @Test
    void aMaterializedViewOverOneThatStaysMovesWithItsTables() {
        DependentView foreign = materialized(10, 1).withObstacle("belongs to somebody");
        assertThat(moving(foreign, materialized(11, 10, 2))).containsExactly(11L);
    }

    @Test
    void aViewThatCannotMoveKeepsThoseAboveIt() {
        assertThat(moving(view(10, 1).withObstacle("belongs to somebody"), view(11, 10), materialized(12, 11)))
                .isEmpty();
    }

    @Test
    void nothingMovesThatReadsATableThatStays() {
        List<DependentView> all =
                List.of(view(10, 1), materialized(11, 10, 2), materialized(12, 2), materialized(13, 3));
        assertThat(MovingViews.of(true, Set.of(1L), all).oids()).containsExactly(12L, 13L);
        assertThat(MovingViews.of(true, Set.of(), all)
                        .without(Map.of(10L, "is used"))
                        .oids())
                .containsExactly(12L, 13L);
        assertThat(MovingViews.of(false, Set.of(), all).oids()).isEmpty();
    }

    @Test
    void theSameChoiceIsMadeAmongOtherViews() {
        MovingViews before = MovingViews.of(true, Set.of(), List.of(materialized(10, 1)));
        assertThat(before.same(before.among(List.of(materialized(10, 1).withBytes(5)))))
                .isTrue();
        assertThat(before.same(before.among(List.of(materialized(10, 1).withQuery("select 2")))))
                .isFalse();
        assertThat(before.same(before.among(List.of(materialized(10, 1), materialized(11, 1)))))
                .isFalse();
        assertThat(before.same(before.among(List.of()))).isFalse();
    }

    private static List<Long> moving(DependentView... views) {
        return MovingViews.of(true, Set.of(), List.of(views)).oids();
    }

    private static DependentView view(long oid, long... reads) {
        return view(oid, false, reads);
    }

    private static DependentView materialized(long oid, long... reads) {
        return view(oid, true, reads);
    }

    private static DependentView view(long oid, boolean materialized, long... reads) {
        TableName name = new TableName("public", "v" + oid);
        List<Long> read = Arrays.stream(reads).boxed().toList();
        return new DependentView(
                oid,
                name,
                name.toString(),
                materialized,
                true,
                "me",
                0,
                0,
                read,
                "",
                "",
                "",
                List.of(),
                "",
                List.of(),
                List.of());
    }
}
