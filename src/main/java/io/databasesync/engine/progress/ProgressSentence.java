package io.databasesync.engine.progress;

import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress.Count;
import io.databasesync.text.Display;
import java.util.Locale;

/// The current work of a run, in one sentence.
///
/// @param rowsDone rows of complete tables
/// @param first the table or index in work, with a space before it; may be empty
record ProgressSentence(Kind kind, Phase phase, Count tables, Count rows, long rowsDone, Count indexes, String first) {

    /// The kind of a run.
    enum Kind {
        Swap,
        InPlace,
        Comparison,
        Rollback;

        static Kind of(ChosenMode mode) {
            return switch (mode) {
                case Swap -> Swap;
                case InPlace -> InPlace;
            };
        }
    }

    String sentence() {
        return switch (phase) {
            case Pending -> "Waiting to start";
            case Validating -> "Comparing both databases";
            case AwaitingApproval -> "Waiting for somebody to approve the plan";
            case Preparing -> preparing();
            case Copying -> "Copying%s: %s of %s rows".formatted(first, number(rows.done()), number(rows.total()));
            case Indexing -> "Building index%s: %d of %d done".formatted(first, indexes.done(), indexes.total());
            case Verifying -> verifying();
            case Publishing -> publishing();
            case RollingBack -> undoing() + "; the tables of the target are as they were";
            case Succeeded -> succeeded();
            case Failed -> "Failed; the target is as it was";
            case Cancelled -> "Cancelled; the target is as it was";
        };
    }

    private String preparing() {
        return switch (kind) {
            case InPlace -> "Waiting for the tables";
            case Swap, Comparison, Rollback -> "Making stage tables";
        };
    }

    private String undoing() {
        return switch (kind) {
            case InPlace -> "Undoing the run";
            case Swap, Comparison, Rollback -> "Dropping the stage";
        };
    }

    private String verifying() {
        return switch (kind) {
            case Comparison -> "Comparing%s: %d of %d tables done".formatted(first, tables.done(), tables.total());
            case Rollback -> "Counting the rows of " + Display.count(tables.total(), "kept table");
            case Swap, InPlace -> "Comparing %s with the source".formatted(Display.count(tables.total(), "table"));
        };
    }

    private String publishing() {
        return switch (kind) {
            case InPlace -> "Committing the rows of " + Display.count(tables.total(), "table");
            case Rollback -> "Moving %s back into place".formatted(Display.count(tables.total(), "kept table"));
            case Swap, Comparison -> "Moving %s into place".formatted(Display.count(tables.total(), "table"));
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
        return "%s, %s %s".formatted(Display.count(tables.total(), "table"), Display.count(rowsDone, "row"), end);
    }

    private static String number(long n) {
        return String.format(Locale.ROOT, "%,d", n);
    }
}
