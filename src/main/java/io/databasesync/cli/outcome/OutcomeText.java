package io.databasesync.cli.outcome;

import io.databasesync.sync.Phase;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Plan.Blocker;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.Restored;
import io.databasesync.sync.SyncOutcome.Synced;
import io.databasesync.sync.SyncOutcome.Verified;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.TableName;
import io.databasesync.text.Display;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The outcome of a run as text for people.
public final class OutcomeText {
    private static final String UNTOUCHED = "The target is as it was before.";

    private OutcomeText() {}

    static String synced(Synced outcome) {
        List<String> lines = new ArrayList<>();
        lines.add("Synced %s with %s (%s) in %s."
                .formatted(
                        Display.count(outcome.tables().size(), "table"),
                        Display.count(outcome.rows(), "row"),
                        Display.bytes(outcome.bytes()),
                        Display.duration(outcome.took())));
        if (!outcome.atOnce().none()) {
            lines.add("Copied with %s on each side, and built up to %s at the same time."
                    .formatted(
                            Display.count(outcome.atOnce().tables(), "connection"),
                            indexes(outcome.atOnce().indexes())));
        }
        if (!outcome.kept().isEmpty()) {
            int kept = outcome.kept().size();
            lines.add("Kept from an earlier attempt, because their content still equals the source's: %s; copied: %s."
                    .formatted(
                            Display.count(kept, "table"),
                            Display.count(outcome.tables().size() - kept, "table")));
        }
        if (!outcome.filled().isEmpty()) {
            lines.add("Filled from the stage, because they cannot be swapped: " + TableName.inWords(outcome.filled())
                    + ".");
        }
        lines.add("Verified before it became visible: the rows of every table were counted on the source and on the"
                + " target and are equal"
                + (outcome.checksummed() ? ", and so are the checksums of their content" : "")
                + ", and every index and constraint is valid.");
        lines.add(previous(outcome));
        outcome.warnings().forEach(warning -> lines.add("Warning: " + warning));
        return Display.printable(String.join("\n", lines));
    }

    private static String indexes(int count) {
        return count == 1 ? "1 index" : "%d indexes".formatted(count);
    }

    private static String previous(Synced outcome) {
        return switch (outcome.mode()) {
            case Swap ->
                outcome.previous().isEmpty()
                        ? "No replaced tables are kept."
                        : "The replaced tables are kept in the target: " + String.join(", ", outcome.previous());
            case InPlace ->
                "The rows were replaced in place: what they replaced is not kept, and cannot be rolled back.";
        };
    }

    static String verified(Verified outcome) {
        List<String> lines = new ArrayList<>();
        for (VerifiedTable table : outcome.tables()) {
            lines.add("equal  %s  %s".formatted(table.name(), Display.count(table.rows(), "row")));
        }
        lines.add("Compared %s with %s by checksum in %s: both databases hold the same."
                .formatted(
                        Display.count(outcome.tables().size(), "table"),
                        Display.count(outcome.rows(), "row"),
                        Display.duration(outcome.took())));
        return String.join("\n", lines);
    }

    static String restored(Restored outcome) {
        List<String> lines = new ArrayList<>();
        lines.add("Rolled back run %s: %s with %s are back in place, in %s."
                .formatted(
                        outcome.restoredRun(),
                        Display.count(outcome.tables().size(), "table"),
                        Display.count(outcome.rows(), "row"),
                        Display.duration(outcome.took())));
        if (outcome.previous().isEmpty()) {
            lines.add("The tables of that run are not kept.");
        } else {
            lines.add("The tables of that run are kept in the target, and another rollback brings them back: "
                    + String.join(", ", outcome.previous()));
        }
        outcome.warnings().forEach(warning -> lines.add("Warning: " + warning));
        return Display.printable(String.join("\n", lines));
    }

    static String blocked(Plan plan, Blocker first) {
        int more = plan.blockers().size() - 1;
        return "dbsync: %s: a sync would be refused%s. Nothing was written."
                .formatted(
                        first.reason(),
                        more == 0 ? "" : ", and for %d more %s".formatted(more, more == 1 ? "reason" : "reasons"));
    }

    static String rolledBack(Phase phase, SyncException cause) {
        if (cause.reason() == Reason.Cancelled) {
            return "dbsync: cancelled while %s. %s".formatted(phase, UNTOUCHED);
        }
        return "%s%n%s".formatted(failure(cause, " while " + phase), UNTOUCHED);
    }

    static String interrupted(Phase phase, SyncException cause) {
        return "%s%n%s What is copied so far is left to the next attempt of this run."
                .formatted(failure(cause, " while " + phase), UNTOUCHED);
    }

    static String stuck(Phase phase, SyncException cause, SyncException cleanup) {
        return "%s%nThe tables of the target are as they were before, but cleaning up failed: %s%n%s"
                .formatted(
                        failure(cause, " while " + phase),
                        Display.printable(cleanup.getMessage()),
                        "The next run of the same tables removes what was left.");
    }

    /// A failure before the run began.
    public static String failure(SyncException cause) {
        return failure(cause, "");
    }

    private static String failure(SyncException cause, String where) {
        String message = Display.printable(cause.getMessage());
        String state = cause.sqlState()
                .filter(code -> !message.contains(code))
                .map(code ->
                        "%s(SQLSTATE %s)".formatted(message.lines().count() > 1 ? System.lineSeparator() : " ", code))
                .orElse("");
        String failure = "dbsync: %s%s: %s%s".formatted(cause.reason(), where, message, state);
        return Stream.concat(
                        Stream.of(failure),
                        cause.rows().stream()
                                .filter(rows -> !rows.first().isEmpty())
                                .map(rows -> Display.printable(rows.inFull())))
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
