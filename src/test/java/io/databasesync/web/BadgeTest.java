package io.databasesync.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.sync.Operation;
import io.databasesync.web.api.SyncView;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The words of a badge.
class BadgeTest {
    private static final SyncView SYNC = People.sync("team-a", "kb").withReady(false);

    private static final SyncView.ActiveRun RUN = new SyncView.ActiveRun("kb-1", Operation.Sync, 5, null, null, null);

    static Stream<Arguments> states() {
        SyncView ready = SYNC.withReady(true).withState("Succeeded").withFresh(true);
        return Stream.of(
                Arguments.of("ready", ready),
                Arguments.of("too old", ready.withFresh(false)),
                Arguments.of("differs", ready.withInSync(false)),
                Arguments.of("suspended", ready.withSuspended(true)),
                Arguments.of("running", ready.withState("Copying").withActiveRun(RUN)),
                Arguments.of(
                        "waits for approval",
                        ready.withState("AwaitingApproval").withActiveRun(RUN)),
                Arguments.of("failed", SYNC.withState("Failed")),
                Arguments.of("failed", SYNC.withState("Blocked")),
                Arguments.of("rolled back", SYNC.withState("RolledBack")),
                Arguments.of("cancelled", SYNC.withState("Cancelled")),
                Arguments.of("unknown", SYNC.withState("New")));
    }

    @ParameterizedTest
    @MethodSource("states")
    void theBadgeSaysTheStateInItsOwnWords(String word, SyncView sync) {
        assertThat(new String(svg(sync), StandardCharsets.UTF_8)).contains("aria-label=\"sync: %s\"".formatted(word));
    }

    private static byte[] svg(SyncView sync) {
        return Badge.svg(Optional.of(sync));
    }
}
