package io.databasesync.engine.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.testing.Failures;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockersTest {
    private final Blockers blockers = new Blockers();

    @Test
    void keepsEveryRefusalOnceInTheOrderOfTheChecks() {
        assertThat(blockers.check(() -> refuse(Reason.SchemaDrift, "drift"))).isFalse();
        assertThat(blockers.check(() -> {})).isTrue();
        assertThat(blockers.find(() -> 7)).contains(7);
        blockers.addAll(List.of(Failures.failure(Reason.PrivilegeMissing, "right")));
        blockers.check(() -> refuse(Reason.SchemaDrift, "drift"));

        assertThat(blockers.list())
                .containsExactly(
                        Failures.blocker(Reason.SchemaDrift, "drift"),
                        Failures.blocker(Reason.PrivilegeMissing, "right"));
    }

    @Test
    void doesNotKeepWhatIsNoRefusal() {
        assertThatThrownBy(() -> blockers.check(() -> refuse(Reason.ConnectionLost, "gone")))
                .hasMessage("gone");
        assertThat(blockers.isEmpty()).isTrue();
    }

    @Test
    void refusesForTheFirstReasonAndSaysHowManyMoreThereAre() {
        blockers.check(() -> {
            throw Failures.failure(Reason.PrivilegeMissing, "right").withSqlState("42501");
        });
        blockers.check(() -> refuse(Reason.SchemaDrift, "drift"));
        blockers.check(() -> refuse(Reason.SchemaDrift, "another drift"));

        assertThatThrownBy(blockers::refuse).isInstanceOfSatisfying(SyncException.class, refusal -> {
            assertThat(refusal.reason()).isEqualTo(Reason.PrivilegeMissing);
            assertThat(refusal.sqlState()).contains("42501");
            assertThat(refusal.getMessage()).isEqualTo("right (and 2 more refusals, which a plan lists)");
        });
    }

    @Test
    void refusesWithTheOneItFound() {
        SyncException only = Failures.failure(Reason.SchemaDrift, "drift");
        blockers.addAll(List.of(only));

        assertThatThrownBy(blockers::refuse).isSameAs(only);
    }

    @Test
    void refusesNothingIfItFoundNothing() {
        assertThatCode(blockers::refuse).doesNotThrowAnyException();
    }

    private static void refuse(Reason reason, String message) {
        throw Failures.failure(reason, message);
    }
}
