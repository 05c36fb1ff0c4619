package io.databasesync.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordingTest {
    @Test
    void aTextIsCutBetweenCharacters() {
        assertThat(Wording.cut("knowledge", 9)).isEqualTo("knowledge");
        assertThat(Wording.cut("knowledge", 8)).isEqualTo("knowle …");
        assertThat(Wording.cut("\uD83D\uDC18".repeat(5), 9)).isEqualTo("\uD83D\uDC18".repeat(3) + " …");
        assertThat(Wording.cut("\uD83D\uDC18".repeat(5), 8)).isEqualTo("\uD83D\uDC18".repeat(3) + " …");
    }
}
