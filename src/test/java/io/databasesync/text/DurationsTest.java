package io.databasesync.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({"5s, PT5S", "250ms, PT0.25S", "90m, PT1H30M", "1h30m, PT1H30M", "6h, PT6H"})
    void readsWhatKubernetesWrites(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "5 s", "-5s", "1d", "99999999999h"})
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> Durations.parse(text)).hasMessageContaining("write it like 5s, 90m or 6h");
    }

    @ParameterizedTest
    @CsvSource({"PT0.4S, 0s", "PT59S, 59s", "PT4M12S, 4m12s", "PT2H, 2h0m0s"})
    void writesForPeople(Duration duration, String text) {
        assertThat(Durations.format(duration)).isEqualTo(text);
    }
}
