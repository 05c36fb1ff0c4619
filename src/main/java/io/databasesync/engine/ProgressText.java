package io.databasesync.engine;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress.Count;
import java.util.Locale;

/// What a run is doing, in one sentence.
///
/// @param rowsDone of whole tables
/// @param first what is being worked on, with a space before it; may be empty
record ProgressText(Kind kind, Phase phase, Count tables, Count rows, long rowsDone, Count indexes, String first) {

    /// What kind of run it is.
    enum Kind {
        Swap,
        InPlace,
        Comparison,
        Rollback
    }

    String sentence() {
        return switch (phase) {
            case Pending -> "Waiting to start";
            case Validating -> "Comparing both databases";
            case AwaitingApproval -> "Waiting for somebody to approve the plan";
            case Preparing -> kind == Kind.InPlace ? "Waiting for the tables" : "Making stage tables";
            case Copying -> "Copying%s: %s of %s rows".formatted(first, number(rows.done()), number(rows.total()));
            case Indexing -> "Building index%s: %d of %d done".formatted(first, indexes.done(), indexes.total());
            case Verifying -> verifying();
            case Publishing -> publishing();
            case RollingBack ->
                (kind == Kind.InPlace ? "Undoing the run" : "Dropping the stage")
                        + "; the tables of the target are as they were";
            case Succeeded -> succeeded();
            case Failed -> "Failed; the target is as it was";
            case Cancelled -> "Cancelled; the target is as it was";
        };
    }

    private String verifying() {
        return switch (kind) {
            case Comparison -> "Comparing%s: %d of %d tables done".formatted(first, tables.done(), tables.total());
            case Rollback -> "Counting the rows of %d kept tables".formatted(tables.total());
            case Swap, InPlace -> "Comparing %d tables with the source".formatted(tables.total());
        };
    }

    private String publishing() {
        return switch (kind) {
            case InPlace -> "Committing the rows of %d tables".formatted(tables.total());
            case Rollback -> "Moving %d kept tables back into place".formatted(tables.total());
            case Swap, Comparison -> "Moving %d tables into place".formatted(tables.total());
        };
    }

    private String succeeded() {
        if (kind != Kind.Rollback && tables.done() == 0) {
            return "Nothing had to be written";
        }
        String end = switch (kind) {
            case Comparison -> "compared and equal";
            case Rollback -> "back in place";
            case Swap, InPlace -> "verified and published";
        };
        return "%d tables, %s rows %s".formatted(tables.total(), number(rowsDone), end);
    }

    private static String number(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }
}
