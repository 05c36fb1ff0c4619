package io.databasesync.operator.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.databasesync.api.DatabaseSync;
import io.databasesync.api.DatabaseSyncStatus;
import io.databasesync.operator.status.Transition.Stage;
import io.databasesync.testing.operator.Specs;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Who hears of a status that is written.
class StatusWriterTest {
    private static final DatabaseSyncStatus COPYING = DatabaseSyncStatus.NONE.withPhase("Copying");

    private static final Beat BEAT = new Beat(Duration.ofSeconds(2), List::of, InstantSource.system());

    private final DatabaseSync sync = Specs.sync("knowledge", "knowledge-base", Specs.spec());
    private final List<DatabaseSync> written = new ArrayList<>();
    private final List<Transition> heard = new ArrayList<>();

    @Test
    void everyListenerHearsOfATransitionOnceAfterItIsWritten() {
        List<Integer> writtenBefore = new ArrayList<>();
        write(COPYING, heard::add, _ -> writtenBefore.add(written.size()));
        assertThat(heard)
                .containsExactly(
                        new Transition(sync, new Stage(null, null, null), new Stage("Copying", null, null), null));
        assertThat(writtenBefore).containsExactly(1);
    }

    @Test
    void aPercentageIsWrittenAndIsNoTransition() {
        sync.setStatus(COPYING);
        write(COPYING.withPercent(47).withMessage("at it"), heard::add);
        assertThat(written).hasSize(1);
        assertThat(heard).isEmpty();
    }

    @Test
    void whatIsAsItWasIsNeitherWrittenNorHeard() {
        sync.setStatus(COPYING);
        write(COPYING, heard::add);
        assertThat(written).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void nobodyHearsOfAStatusThatIsNotWritten() {
        StatusWriter writer = new StatusWriter(List.of(heard::add), BEAT);
        assertThatThrownBy(() -> writer.write(
                        Optional.of(sync),
                        _ -> {
                            throw new IllegalStateException("the API server is gone");
                        },
                        Transition.of(sync, COPYING)))
                .hasMessage("the API server is gone");
        assertThat(heard).isEmpty();
    }

    @Test
    void aListenerThatFailsDisturbsNobody() {
        TransitionListener failing = _ -> {
            throw new IllegalStateException("no disk");
        };
        write(COPYING, failing, heard::add);
        assertThat(heard).hasSize(1);
    }

    private void write(DatabaseSyncStatus status, TransitionListener... listeners) {
        new StatusWriter(List.of(listeners), BEAT)
                .write(StatusPatch.of(sync, status), written::add, Transition.of(sync, status));
    }
}
