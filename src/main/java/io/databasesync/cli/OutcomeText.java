package io.databasesync.cli;

import io.databasesync.progress.Display;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome.Synced;
import java.util.ArrayList;
import java.util.List;

/// How a run ended, as a person reads it.
final class OutcomeText {
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
        lines.add("Verified before it became visible: the rows of every table were counted on the source and on the"
                + " target and are equal, and every index and constraint is valid.");
        if (outcome.previous().isEmpty()) {
            lines.add("No replaced tables are kept.");
        } else {
            lines.add("The replaced tables are kept in the target: " + String.join(", ", outcome.previous()));
        }
        outcome.warnings().forEach(warning -> lines.add("Warning: " + warning));
        return Display.text(String.join("\n", lines));
    }

    static String rolledBack(Phase phase, SyncException cause) {
        if (cause.reason() == Reason.Cancelled) {
            return "dbsync: cancelled while %s. %s".formatted(phase, UNTOUCHED);
        }
        return "%s%n%s".formatted(failure(cause, " while " + phase), UNTOUCHED);
    }

    static String stuck(Phase phase, SyncException cause, SyncException cleanup) {
        return "%s%nThe tables of the target are as they were before, but cleaning up failed: %s%n%s"
                .formatted(
                        failure(cause, " while " + phase),
                        Display.text(cleanup.getMessage()),
                        "The next run of the same tables removes what was left.");
    }

    /// What failed before anything ran.
    static String failure(SyncException cause) {
        return failure(cause, "");
    }

    private static String failure(SyncException cause, String where) {
        String message = Display.text(cause.getMessage());
        String state = cause.sqlState()
                .filter(code -> !message.contains(code))
                .map(" (SQLSTATE %s)"::formatted)
                .orElse("");
        return "dbsync: %s%s: %s%s".formatted(cause.reason(), where, message, state);
    }
}
