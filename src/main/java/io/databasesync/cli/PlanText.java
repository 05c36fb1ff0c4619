package io.databasesync.cli;

import io.databasesync.progress.Display;
import io.databasesync.sync.Direction;
import io.databasesync.sync.SyncPlan;
import io.databasesync.sync.SyncPlan.PlannedTable;
import io.databasesync.sync.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A plan as a person reads it before saying yes.
final class PlanText {
    private PlanText() {}

    static String of(SyncPlan plan, Direction direction) {
        List<String> lines = new ArrayList<>();
        lines.add("Source  %-6s  %s".formatted(direction.sourceSide(), plan.source()));
        lines.add("Target  %-6s  %s".formatted(direction.targetSide(), plan.target()));
        lines.add("");
        lines.addAll(table(plan.tables()));
        lines.add("");
        lines.add("%s, about %s, %s, %s"
                .formatted(
                        Display.count(plan.tables().size(), "table"),
                        Display.count(plan.estimatedRows(), "row"),
                        Display.bytes(plan.totalBytes()),
                        indexes(plan.totalIndexes())));
        if (!plan.excluded().isEmpty()) {
            lines.add("Excluded: "
                    + plan.excluded().stream().map(TableName::toString).collect(Collectors.joining(", ")));
        }
        plan.warnings().forEach(warning -> lines.add("Warning: " + warning));
        return Display.text(String.join("\n", lines));
    }

    /// The sentence that somebody agrees to.
    static String replaces(SyncPlan plan, Direction direction) {
        return Display.text("This REPLACES %s in the %s database %s%nwith those of the %s database %s."
                .formatted(
                        Display.count(plan.tables().size(), "table"),
                        direction.targetSide(),
                        plan.target(),
                        direction.sourceSide(),
                        plan.source()));
    }

    private static List<String> table(List<PlannedTable> tables) {
        int width = tables.stream()
                .mapToInt(t -> t.name().toString().length())
                .max()
                .orElse(0);
        String format = "%-" + Math.max(width, 5) + "s  %12s  %9s  %7s  %s";
        List<String> lines = new ArrayList<>();
        lines.add(format.formatted("TABLE", "ROWS", "SIZE", "INDEXES", "").stripTrailing());
        for (PlannedTable table : tables) {
            lines.add(format.formatted(
                            table.name(),
                            table.estimatedRows() < 0 ? "unknown" : "~" + Display.count(table.estimatedRows()),
                            Display.bytes(table.sourceBytes()),
                            table.indexes(),
                            table.created() ? "new on the target" : "")
                    .stripTrailing());
        }
        return lines;
    }

    private static String indexes(int count) {
        return count == 1 ? "1 index" : count + " indexes";
    }
}
