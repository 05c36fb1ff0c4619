package io.databasesync.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1000, 1000",
        "1kB, 1024",
        "10GB, 10737418240",
        "10 GB, 10737418240",
        "10Gi, 10737418240",
        "1.5MiB, 1572864",
        "2TB, 2199023255552"
    })
    void readsUnitsOfPostgresAndOfKubernetes(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "GB", "10 apples", "10g", "1e9", "999999999999999TB"})
    void refusesOtherTexts(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.parse(text))
                .withMessageContaining(text);
    }
}
