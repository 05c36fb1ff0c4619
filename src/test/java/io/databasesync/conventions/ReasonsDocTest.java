package io.databasesync.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.ConditionReason;
import io.databasesync.sync.Reason;
import io.databasesync.sync.ReasonWord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The tables of `docs/reasons.md` are generated from the enums; what is around them is written by hand.
class ReasonsDocTest {
    private static final Path DOCUMENT = Path.of("docs/reasons.md");
    private static final String FIX = "mvn -B -q test -Dtest=ReasonsDocTest -Dreasons.update=true";

    @Test
    void theTablesAreThoseOfTheEnums() throws IOException {
        String document = Files.readString(DOCUMENT);
        String generated = replaced(replaced(document, "## Runs", runs()), "## Conditions", conditions());
        if (Boolean.getBoolean("reasons.update")) {
            Files.writeString(DOCUMENT, generated);
            return;
        }
        assertThat(document).as("docs/reasons.md is out of date; run: %s", FIX).isEqualTo(generated);
    }

    @Test
    void everyReasonSaysWhatItMeansAndWhatToDo() {
        assertThat(words())
                .allSatisfy(word -> assertThat(List.of(word.meaning(), word.fix()))
                        .as("meaning and fix of %s", word)
                        .allMatch(text -> text.endsWith(".") && !text.contains("|")));
    }

    @Test
    void noWordHasTwoMeanings() {
        assertThat(words().map(ReasonWord::name)).doesNotHaveDuplicates();
    }

    @Test
    void onlyTheFirstTableUnderAHeadingIsGenerated() {
        String document = """
                ## Runs
                | old |

                Text.

                | by hand |
                """;

        assertThat(replaced(document, "## Runs", List.of("| new |"))).isEqualTo(document.replace("| old |", "| new |"));
    }

    private static Stream<ReasonWord> words() {
        return Stream.concat(Arrays.stream(Reason.values()), Arrays.stream(ConditionReason.values()));
    }

    private static List<String> runs() {
        List<String> rows =
                new ArrayList<>(List.of("| Reason | Exit | Again | Meaning | Fix |", "|---|---|---|---|---|"));
        for (Reason reason : Reason.values()) {
            rows.add(row(
                    "`" + reason + "`",
                    String.valueOf(reason.exitCode()),
                    reason.retryable() ? "yes" : "no",
                    reason.meaning(),
                    reason.fix()));
        }
        return rows;
    }

    private static List<String> conditions() {
        List<String> rows = new ArrayList<>(List.of("| Reason | Meaning | Fix |", "|---|---|---|"));
        for (ConditionReason reason : ConditionReason.values()) {
            rows.add(row("`" + reason + "`", reason.meaning(), reason.fix()));
        }
        return rows;
    }

    private static String row(String... cells) {
        return Arrays.stream(cells).collect(Collectors.joining(" | ", "| ", " |"));
    }

    /// The document with another first table under a heading.
    private static String replaced(String document, String heading, List<String> table) {
        List<String> result = new ArrayList<>();
        boolean within = false;
        boolean written = false;
        for (String line : document.split("\n", -1)) {
            if (within && line.startsWith("|")) {
                if (!written) {
                    result.addAll(table);
                    written = true;
                }
                continue;
            }
            within = line.equals(heading) || (within && !written);
            result.add(line);
        }
        assertThat(written).as("a table under %s", heading).isTrue();
        return String.join("\n", result);
    }
}
