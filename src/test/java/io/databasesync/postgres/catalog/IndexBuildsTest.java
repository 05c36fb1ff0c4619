package io.databasesync.postgres.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.postgres.catalog.ServerLimits.IndexBuilds;
import org.junit.jupiter.api.Test;

class IndexBuildsTest {
    private static final long MB = 1L << 20;

    @Test
    void aServerWithUsualSettingsBuildsTwo() {
        assertThat(atOnce(new IndexBuilds(8, 2, 128 * MB, 64 * MB))).isEqualTo(2);
    }

    @Test
    void aLargeServerBuildsAsManyAsItsWorkersLeaveRoomFor() {
        assertThat(atOnce(new IndexBuilds(16, 3, 16_384 * MB, 512 * MB))).isEqualTo(4);
    }

    @Test
    void noServerBuildsMoreThanEight() {
        assertThat(atOnce(new IndexBuilds(64, 1, 65_536 * MB, 64 * MB))).isEqualTo(8);
    }

    @Test
    void allBuildsTogetherTakeNoMoreThanTheSharedBuffers() {
        assertThat(atOnce(new IndexBuilds(64, 1, 1024 * MB, 64 * MB))).isEqualTo(4);
        assertThat(atOnce(new IndexBuilds(64, 1, 6144 * MB, 2048 * MB))).isEqualTo(3);
    }

    private static int atOnce(IndexBuilds server) {
        return server.atOnce(2, 256 * MB);
    }
}
