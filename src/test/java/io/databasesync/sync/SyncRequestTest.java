package io.databasesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.databasesync.sync.SyncRequest.Safety;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SyncRequestTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 5_000, 20_000})
    void aLockTimeoutEndsBeforeTheLeaseIsLost(long millis) {
        Duration lockTimeout = Duration.ofMillis(millis);
        assertThat(new Safety(0, lockTimeout, 50).lockTimeout()).isEqualTo(lockTimeout);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0, 20_001})
    void anotherOneIsRefused(long millis) {
        assertThatThrownBy(() -> new Safety(1, Duration.ofMillis(millis), 50))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.InvalidSpec))
                .hasMessageContaining("safety.lockTimeout is %d ms".formatted(millis))
                .hasMessageContaining("more than 0 and at most 20 s");
    }

    @Test
    void lessThanAMillisecondWouldBeZeroForPostgres() {
        assertThatThrownBy(() -> new Safety(1, Duration.ofNanos(999_999), 50)).isInstanceOf(SyncException.class);
    }

    @Test
    void generationsAreNotNegative() {
        assertThatThrownBy(() -> new Safety(-1, Duration.ofSeconds(5), 50))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("safety.keepPrevious is -1");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 101})
    void aShareOfRowsIsOneOfAHundred(int percent) {
        assertThatThrownBy(() -> new Safety(1, Duration.ofSeconds(5), percent))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("safety.maxShrinkPercent is " + percent);
    }
}
