package io.databasesync.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What the Deployment may say, and what is refused before anything is watched.
class OperatorSettingsTest {
    private static final String IMAGE = "dbsync:1";

    @Test
    void theImageIsAllThatIsNeeded() {
        assertThat(OperatorSettings.fromEnvironment(Map.of(OperatorSettings.IMAGE, IMAGE)))
                .isEqualTo(new OperatorSettings(
                        IMAGE, "IfNotPresent", Set.of(), Duration.ofSeconds(15), Duration.ofMinutes(5)));
    }

    @Test
    void namespacesAreSeparatedByCommas() {
        assertThat(OperatorSettings.fromEnvironment(
                                Map.of(OperatorSettings.IMAGE, IMAGE, OperatorSettings.NAMESPACES, "a, b,,"))
                        .namespaces())
                .containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void withoutAnImageNoPodCouldStart() {
        assertThatThrownBy(() -> OperatorSettings.fromEnvironment(Map.of(OperatorSettings.IMAGE, " ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("DBSYNC_IMAGE is not set; set it to the operator's own image");
    }

    @Test
    void aPullPolicyThatKubernetesDoesNotHave() {
        assertThatThrownBy(() -> OperatorSettings.fromEnvironment(
                        Map.of(OperatorSettings.IMAGE, IMAGE, OperatorSettings.IMAGE_PULL_POLICY, "Sometimes")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("DBSYNC_IMAGE_PULL_POLICY is Sometimes; set it to Always, IfNotPresent or Never");
    }

    @Test
    void runsThatCouldEndInTheSameSecondCannotBeToldApart() {
        assertThatThrownBy(() ->
                        new OperatorSettings(IMAGE, "Never", Set.of(), Duration.ofMillis(500), Duration.ofMinutes(5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the pause before another try is PT0.5S; it needs a second at least");
    }
}
