package io.databasesync.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/failures.md` numbers what other tools break. Each number has a test that names it, or a limit that does.
class FailuresTest {
    private static final List<Integer> NUMBERS =
            IntStream.rangeClosed(1, 50).boxed().toList();
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|");
    private static final Pattern TEST = Pattern.compile("(?m)^    // failure (\\d+): .");
    private static final Pattern LIMIT = Pattern.compile("\\(failure\\s+(\\d+)\\)");

    @Test
    void everyFailureIsListedOnce() {
        assertThat(numbers(ROW, Path.of("docs/failures.md"))).containsExactlyElementsOf(NUMBERS);
    }

    @Test
    void everyFailureHasATestOrALimit() throws IOException {
        Set<Integer> named = new TreeSet<>(numbers(LIMIT, Path.of("docs/limits.md")));
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(file -> named.addAll(numbers(TEST, file)));
        }
        assertThat(named).containsExactlyElementsOf(NUMBERS);
    }

    private static List<Integer> numbers(Pattern pattern, Path file) {
        try {
            return pattern.matcher(Files.readString(file))
                    .results()
                    .map(match -> Integer.valueOf(match.group(1)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
