package io.databasesync.engine.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.databasesync.engine.progress.ProgressSentence.Kind;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress.Count;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProgressSentenceTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Swap       | Copying    | Copying public.t: 1,000 of 20,000 rows",
                "Swap       | Indexing   | Building index public.t: 1 of 3 done",
                "Swap       | Publishing | Moving 2 tables into place",
                "InPlace    | Preparing  | Waiting for the tables",
                "InPlace    | Publishing | Committing the rows of 2 tables",
                "Comparison | Verifying  | Comparing public.t: 1 of 2 tables done",
                "Rollback   | Publishing | Moving 2 kept tables back into place",
                "InPlace    | Succeeded  | 2 tables, 1,000 rows verified and published",
                "Comparison | Succeeded  | 2 tables, 1,000 rows compared and equal",
            })
    void saysWhatTheRunIsDoing(Kind kind, Phase phase, String sentence) {
        assertThat(text(kind, phase, 1).sentence()).isEqualTo(sentence);
    }

    @Test
    void aRunThatHadNothingToWriteSaysSo() {
        assertThat(text(Kind.Swap, Phase.Succeeded, 0).sentence()).isEqualTo("Nothing had to be written");
    }

    @ParameterizedTest
    @EnumSource(
            value = Phase.class,
            names = {"RollingBack", "Failed", "Cancelled"})
    void whoeverFailsReadsThatTheTargetIsAsItWas(Phase phase) {
        assertThat(text(Kind.Swap, phase, 0).sentence()).containsPattern("the target (is|are) as (it was|they were)");
    }

    private static ProgressSentence text(Kind kind, Phase phase, int tablesDone) {
        return new ProgressSentence(
                kind,
                phase,
                new Count(tablesDone, 2),
                new Count(1000, 20_000),
                1000,
                new Count(1, 3),
                phase == Phase.Copying || phase == Phase.Indexing || phase == Phase.Verifying ? " public.t" : "");
    }
}
