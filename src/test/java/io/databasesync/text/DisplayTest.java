package io.databasesync.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DisplayTest {
    @Test
    void aTextIsCutBetweenCharacters() {
        assertThat(Display.cut("knowledge", 9)).isEqualTo("knowledge");
        assertThat(Display.cut("knowledge", 8)).isEqualTo("knowle …");
        assertThat(Display.cut("\uD83D\uDC18".repeat(5), 9)).isEqualTo("\uD83D\uDC18".repeat(3) + " …");
        assertThat(Display.cut("\uD83D\uDC18".repeat(5), 8)).isEqualTo("\uD83D\uDC18".repeat(3) + " …");
    }

    @Test
    void aRateHasAsManyDigitsAsItIsWorth() {
        assertThat(Display.rate(41_000_000)).isEqualTo("41 MB/s");
        assertThat(Display.rate(1_234_567)).isEqualTo("1.2 MB/s");
        assertThat(Display.rate(300_000)).isEqualTo("300 kB/s");
        assertThat(Display.rate(1)).isEqualTo("1 kB/s");
    }

    @Test
    void rowsWithoutStatisticsAreUnknownAndNotNone() {
        assertThat(Display.estimatedRows(OptionalLong.of(0))).isEqualTo("about 0 rows");
        assertThat(Display.estimatedRows(OptionalLong.empty())).startsWith("an unknown number of rows");
    }

    @Test
    void aTextFromADatabaseCannotRepaintATerminal() {
        assertThat(Display.printable("a\u001b[2Jb\r\n\tc")).isEqualTo("a?[2Jb?\n\tc");
    }
}
