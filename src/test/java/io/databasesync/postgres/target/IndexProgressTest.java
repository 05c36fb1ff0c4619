package io.databasesync.postgres.target;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IndexProgressTest {
    @Test
    void growsFromScanToLoad() {
        assertThat(share("building index: scanning table", 0, 200, 0, 0)).isZero();
        assertThat(share("building index: scanning table", 100, 200, 0, 0)).isEqualTo(0.4);
        assertThat(share("building index: loading tuples in tree", 200, 200, 0, 1000))
                .isEqualTo(0.8);
        assertThat(share("building index: loading tuples in tree", 200, 200, 1000, 1000))
                .isEqualTo(1.0);
    }

    @Test
    void givesTheSearchForListsOfAnIvfflatIndexItsShare() {
        assertThat(share("building index: performing k-means", 0, 0, 0, 0)).isEqualTo(0.1);
        assertThat(share("building index: assigning tuples", 100, 200, 0, 0)).isEqualTo(0.55);
        assertThat(share("building index: loading tuples", 200, 200, 500, 1000)).isEqualTo(0.9);
    }

    @Test
    void tellsTheStepAndItsPercentage() {
        assertThat(IndexProgress.of(1, "building index: assigning tuples", 50, 200, 0, 0)
                        .step())
                .isEqualTo("assigning tuples, 25 %");
        assertThat(IndexProgress.of(1, "building index: performing k-means", 0, 0, 0, 0)
                        .step())
                .isEqualTo("performing k-means");
    }

    @Test
    void survivesAServerThatKnowsNoTotals() {
        assertThat(share("initializing", 0, 0, 0, 0)).isZero();
        assertThat(share("building index", 300, 200, 0, 0)).isEqualTo(0.8);
    }

    private static double share(String phase, long blocksDone, long blocksTotal, long tuplesDone, long tuplesTotal) {
        return IndexProgress.of(1, phase, blocksDone, blocksTotal, tuplesDone, tuplesTotal)
                .share();
    }
}
