package io.databasesync.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.JavaFormatterOptions.Style;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every source file is as palantir-java-format leaves it; in process, on the toolchain's JDK, because Maven's own
/// may be too old to parse the sources.
class FormatTest {
    private static final String FIX = "mvn -B -q test -Dtest=FormatTest -Dformat.update=true";

    private final Formatter formatter = Formatter.createFormatter(
            JavaFormatterOptions.builder().style(Style.PALANTIR).build());

    @Test
    void everySourceFileIsFormatted() throws IOException {
        List<Path> unformatted = new ArrayList<>();
        for (Path file : sources()) {
            String now = Files.readString(file);
            String formatted = format(file, now);
            assertThat(comments(formatted))
                    .as("comments of %s that are too long: the formatter would make code of them", file)
                    .isEqualTo(comments(now));
            if (!now.equals(formatted)) {
                unformatted.add(file);
                if (Boolean.getBoolean("format.update")) {
                    Files.writeString(file, formatted);
                }
            }
        }
        if (!Boolean.getBoolean("format.update")) {
            assertThat(unformatted)
                    .as("files that are not formatted; run: %s", FIX)
                    .isEmpty();
        }
    }

    @Test
    void theFormatterKnowsUnnamedPatternsAndMarkdownComments() {
        String source = """
                class Sample {
                    /// A *comment* with `code` that stays as it is.
                    int f(Object o) {
                        return o instanceof String _ ? 1 : 2;
                    }
                }
                """;
        assertThat(format(Path.of("Sample.java"), source)).isEqualTo(source);
    }

    private static String comments(String source) {
        return source.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("///"))
                .collect(Collectors.joining("\n"));
    }

    private String format(Path file, String source) {
        try {
            String ordered =
                    ImportOrderer.reorderImports(RemoveUnusedImports.removeUnusedImports(source), Style.PALANTIR);
            return formatter.formatSource(ordered);
        } catch (FormatterException e) {
            throw new AssertionError("cannot parse " + file + ": " + e.getMessage(), e);
        }
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.filter(f -> f.toString().endsWith(".java")).sorted().toList();
        }
    }
}
