package io.databasesync.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// `docs/failures.md` numbers what other tools break. Each row says which tests name its number, and whether a limit
/// does.
class FailuresTest {
    private static final List<Integer> NUMBERS =
            IntStream.rangeClosed(1, 59).boxed().toList();
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|.*\\|([^|]*)\\|$");
    private static final Pattern PLACE = Pattern.compile("`(\\w+)`|\\[(limits\\.md)]");
    private static final Pattern TEST = Pattern.compile("(?m)^    // failure (\\d+): .");
    private static final Pattern LIMIT = Pattern.compile("\\(failure\\s+(\\d+)\\)");

    @Test
    void everyFailureIsListedOnce() throws IOException {
        assertThat(rows().map(row -> Integer.valueOf(row.group(1)))).containsExactlyElementsOf(NUMBERS);
    }

    @Test
    void everyFailureSaysWhereItsNumberIs() throws IOException {
        SortedMap<Integer, Set<String>> listed = new TreeMap<>();
        rows().forEach(row -> PLACE.matcher(row.group(2))
                .results()
                .map(place -> place.group(1) == null ? place.group(2) : place.group(1))
                .forEach(place -> places(listed, row.group(1)).add(place)));

        assertThat(listed).isEqualTo(places()).containsOnlyKeys(NUMBERS);
    }

    private static Stream<MatchResult> rows() throws IOException {
        return ROW.matcher(Files.readString(Path.of("docs/failures.md"))).results();
    }

    /// Classes of tests, or the document, that name each number.
    private static SortedMap<Integer, Set<String>> places() throws IOException {
        SortedMap<Integer, Set<String>> places = new TreeMap<>();
        numbers(LIMIT, Path.of("docs/limits.md"))
                .forEach(number -> places(places, number).add("limits.md"));
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .forEach(file -> numbers(TEST, file)
                            .forEach(number -> places(places, number)
                                    .add(file.getFileName().toString().replace(".java", ""))));
        }
        return places;
    }

    private static Set<String> places(Map<Integer, Set<String>> all, String number) {
        return all.computeIfAbsent(Integer.valueOf(number), _ -> new TreeSet<>());
    }

    private static Stream<String> numbers(Pattern pattern, Path file) {
        try {
            return pattern.matcher(Files.readString(file)).results().map(match -> match.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
