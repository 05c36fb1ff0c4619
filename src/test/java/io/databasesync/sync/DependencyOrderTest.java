package io.databasesync.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DependencyOrderTest {
    private static List<String> order(List<String> things, Map<String, List<String>> needs) {
        return DependencyOrder.of(things, t -> needs.getOrDefault(t, List.of()), circle -> {
            throw new IllegalArgumentException("circle of " + circle);
        });
    }

    @Test
    void whatIsNeededComesFirst() {
        assertThat(order(List.of("c", "b", "a"), Map.of("c", List.of("b"), "b", List.of("a"))))
                .containsExactly("a", "b", "c");
    }

    @Test
    void whatNeedsNothingStaysInItsPlace() {
        assertThat(order(List.of("z", "b", "a"), Map.of("b", List.of("a")))).containsExactly("z", "a", "b");
    }

    @Test
    void needsThatAreNotAmongTheThingsCountForNothing() {
        assertThat(order(List.of("a", "b"), Map.of("a", List.of("elsewhere", "a"))))
                .containsExactly("a", "b");
    }

    @Test
    void theCallerDecidesAboutACircle() {
        Map<String, List<String>> circle = Map.of("a", List.of("b"), "b", List.of("a"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> order(List.of("x", "a", "b"), circle))
                .withMessage("circle of [a, b]");
        assertThat(DependencyOrder.of(
                        List.of("a", "b"), t -> circle.getOrDefault(t, List.of()), left -> left.getFirst()))
                .containsExactly("a", "b");
    }
}
