package io.databasesync.operator.run;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.api.ReasonWords;
import io.databasesync.api.RunResult;
import io.databasesync.contract.Annotations;
import io.databasesync.sync.ReasonWord;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/// The note in a run's annotations that it has ended. A backup or a Git repository restores annotations, but no status:
/// the note keeps a restored run from being done again.
public final class EndNote {
    private EndNote() {}

    /// `Succeeded Succeeded 2026-01-12T10:00:00Z`: the result, the reason and the time.
    public static String of(Verdict verdict) {
        return "%s %s %s".formatted(verdict.result(), verdict.reason().name(), verdict.finishedAt());
    }

    /// The verdict of a run that has the note, but no status.
    static Optional<Verdict> restored(DatabaseSyncRun run) {
        if (run.getMetadata().getAnnotations() == null || RunState.accepted(run)) {
            return Optional.empty();
        }
        return Optional.ofNullable(run.getMetadata().getAnnotations().get(Annotations.ENDED))
                .flatMap(EndNote::parse);
    }

    private static Optional<Verdict> parse(String note) {
        String[] words = note.split(" ", -1);
        if (words.length != 3) {
            return Optional.empty();
        }
        Optional<RunResult> result = Arrays.stream(RunResult.values())
                .filter(known -> known.name().equals(words[0]))
                .findFirst();
        Optional<ReasonWord> reason = ReasonWords.find(words[1]);
        try {
            Instant at = Instant.parse(words[2]);
            return result.flatMap(ended -> reason.map(why -> Verdict.of(
                    ended,
                    why,
                    "the run was restored without its status; it had ended before, and is not done again",
                    at)));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
