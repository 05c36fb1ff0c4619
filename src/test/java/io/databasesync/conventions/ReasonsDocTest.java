package io.databasesync.conventions;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.api.ConditionReason;
import io.databasesync.sync.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `docs/reasons.md` is written by hand and held to the enums here: every constant, in their order, and none besides.
class ReasonsDocTest {
    private static final Path DOCUMENT = Path.of("docs/reasons.md");

    @Test
    void everyReasonIsDocumentedWithItsExitCodeAndWhetherItIsTriedAgain() throws IOException {
        assertThat(rows("## Runs").stream().map(cells -> cells.subList(0, 3)))
                .containsExactlyElementsOf(Arrays.stream(Reason.values())
                        .map(reason -> List.of(
                                "`" + reason + "`",
                                String.valueOf(reason.exitCode()),
                                reason.retryable() ? "yes" : "no"))
                        .toList());
    }

    @Test
    void everyReasonOfAConditionIsDocumented() throws IOException {
        assertThat(rows("## Conditions").stream().map(List::getFirst))
                .containsExactlyElementsOf(Arrays.stream(ConditionReason.values())
                        .map(reason -> "`" + reason + "`")
                        .toList());
    }

    @Test
    void everyReasonSaysWhatItMeansAndWhatToDo() throws IOException {
        assertThat(rows("## Runs"))
                .allMatch(cells -> cells.size() == 5 && cells.stream().noneMatch(String::isEmpty));
        assertThat(rows("## Conditions"))
                .allMatch(cells -> cells.size() == 3 && cells.stream().noneMatch(String::isEmpty));
    }

    /// The cells of the table under a heading, row by row, without its head.
    private static List<List<String>> rows(String heading) throws IOException {
        return Files.readAllLines(DOCUMENT).stream()
                .dropWhile(line -> !line.equals(heading))
                .skip(1)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("|"))
                .skip(2)
                .map(line -> Arrays.stream(line.substring(1).split("\\|", -1))
                        .map(String::strip)
                        .toList())
                .map(cells -> cells.subList(0, cells.size() - 1))
                .toList();
    }
}
