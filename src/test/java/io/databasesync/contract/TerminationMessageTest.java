package io.databasesync.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.DatabaseSyncRunStatus.Verification;
import io.databasesync.api.RunResult;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TerminationMessageTest {
    @Test
    void comesBackAsItWasWritten() {
        TerminationMessage written = message("role app may not SELECT public.orders");
        assertThat(TerminationMessage.parse(written.toJson())).contains(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\u001b", "\uD83D\uDC18", "\""})
    void fitsIntoWhatKubernetesKeeps(String filling) {
        String json = message(filling.repeat(5000)).toJson();
        assertThat(json.getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(4096);
        assertThat(Objects.requireNonNull(
                        TerminationMessage.parse(json).orElseThrow().message()))
                .endsWith(" …");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x"})
    void noCharacterIsCutInTwo(String before) {
        String json = message(before + "\uD83D\uDC18".repeat(5000)).toJson();
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(json)).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", " ", "null", "Exception in thread main", "{\"result\":", "{}", "[]", "{\"result\":\"Odd\"}"})
    void anythingElseIsNoMessage(String garbage) {
        assertThat(TerminationMessage.parse(garbage)).isEmpty();
    }

    @Test
    void fieldsAndConstantsOfANewerWorkerAreSkipped() {
        assertThat(TerminationMessage.parse("{\"result\":\"Failed\",\"reason\":\"MoonPhase\",\"new\":{}}"))
                .hasValueSatisfying(message -> assertThat(message.reason()).isNull());
    }

    private static TerminationMessage message(String text) {
        return TerminationMessageBuilder.builder()
                .result(RunResult.Failed)
                .phase(Phase.Validating)
                .reason(Reason.PrivilegeMissing)
                .sqlState("42501")
                .message(text)
                .tables(17)
                .rows(218_714L)
                .bytes(1L)
                .durationSeconds(60L)
                .verification(new Verification("Counts", 17, 218_714L))
                .plan(new TerminationMessage.PlanReference("f".repeat(64), "e".repeat(64)))
                .build();
    }
}
