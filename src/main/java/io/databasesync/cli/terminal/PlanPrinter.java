package io.databasesync.cli.terminal;

import io.databasesync.api.PlanStatus;
import io.databasesync.api.PlanStatus.Content;
import io.databasesync.api.PlanStatus.Database;
import io.databasesync.api.PlanStatus.Space;
import io.databasesync.api.PlanStatus.Table;
import io.databasesync.api.PlanStatus.Totals;
import io.databasesync.contract.PlanStatusMapper;
import io.databasesync.sync.ChosenMode;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Plan;
import io.databasesync.sync.TableWay;
import io.databasesync.text.Display;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A plan as text for a person who decides about it.
public final class PlanPrinter {
    private PlanPrinter() {}

    public static String of(Plan plan) {
        return of(PlanStatusMapper.full(plan));
    }

    /// The same for a plan from a status, which may contain only the beginning of its lists.
    public static String of(PlanStatus plan) {
        List<String> lines = new ArrayList<>();
        Direction direction = plan.direction();
        lines.add("Plan    %s  %s".formatted(Plan.shortHash(plan.hash()), plan.words()));
        lines.add(
                "Source  %-6s  %s".formatted(direction == null ? "" : direction.sourceSide(), database(plan.source())));
        lines.add(
                "Target  %-6s  %s".formatted(direction == null ? "" : direction.targetSide(), database(plan.target())));
        lines.add("Mode    " + mode(plan.mode()));
        plan.modeReasons().forEach(reason -> lines.add("        because " + reason));
        lines.add("");
        lines.addAll(tables(plan));
        lines.add("");
        lines.add(totals(plan.totals()));
        if (!plan.sequences().isEmpty()) {
            lines.add("Sequences: "
                    + plan.sequences().stream()
                            .map(s -> s.name() + ("created".equals(s.action()) ? " (created)" : ""))
                            .collect(Collectors.joining(", "))
                    + more(plan.totals().sequences() - plan.sequences().size()));
        }
        if (!plan.excluded().isEmpty()) {
            lines.add("Excluded: " + String.join(", ", plan.excluded())
                    + more(plan.totals().excluded() - plan.excluded().size()));
        }
        plan.tables().stream()
                .filter(t -> t.way() == TableWay.Fill)
                .forEach(t -> lines.add("Filled from the stage: %s, because %s".formatted(t.name(), t.reason())));
        costs(plan, lines);
        sentences("Drift: ", plan.drift(), plan.totals().drift(), lines);
        sentences("Note: ", plan.notes(), plan.notes().size(), lines);
        sentences("Warning: ", plan.warnings(), plan.totals().warnings(), lines);
        List<String> blockers = plan.blockers().stream()
                .map(b -> "%s: %s".formatted(b.reason(), b.message()))
                .toList();
        sentences("Blocked: ", blockers, plan.totals().blockers(), lines);
        return Display.printable(String.join("\n", lines));
    }

    private static void sentences(String kind, List<String> texts, int all, List<String> lines) {
        texts.forEach(text -> lines.add(kind + text));
        if (all > texts.size()) {
            lines.add(kind + more(all - texts.size()).substring(2));
        }
    }

    private static String more(int left) {
        return left > 0 ? ", and %s more".formatted(Display.count(left)) : "";
    }

    private static String database(Database database) {
        return "%s@%s (%sPostgreSQL %s), %s, role %s, identity %s"
                .formatted(
                        database.database(),
                        database.hosts(),
                        database.environment() == null ? "" : database.environment() + ", ",
                        database.version(),
                        Display.bytes(database.bytes()),
                        database.role(),
                        database.identity());
    }

    private static String mode(@Nullable ChosenMode mode) {
        return switch (mode) {
            case null -> "unknown";
            case Swap -> "swap";
            case InPlace -> "in place";
        };
    }

    private static String replaced(ChosenMode mode) {
        return switch (mode) {
            case Swap -> "";
            case InPlace -> "the rows of ";
        };
    }

    /// The sentence that a person confirms.
    public static String replaces(Plan plan) {
        return Display.printable("This REPLACES %s%s in the %s database %s%nwith those of the %s database %s."
                .formatted(
                        replaced(plan.mode()),
                        Display.count(plan.tables().size(), "table"),
                        plan.direction().targetSide(),
                        plan.target(),
                        plan.direction().sourceSide(),
                        plan.source()));
    }

    private static List<String> tables(PlanStatus plan) {
        int width =
                plan.tables().stream().mapToInt(t -> t.name().length()).max().orElse(0);
        String format = "%-" + Math.max(width, 5) + "s  %12s  %9s  %12s  %9s  %6s  %5s  %7s  %s";
        List<String> lines = new ArrayList<>();
        lines.add(format.formatted("TABLE", "ROWS", "SIZE", "TARGET ROWS", "SIZE", "FORMAT", "PARTS", "INDEXES", "")
                .stripTrailing());
        for (Table table : plan.tables()) {
            Content target = table.target();
            lines.add(format.formatted(
                    table.name(),
                    rows(table.source()),
                    Display.bytes(table.source().bytes()),
                    rows(target),
                    target == null ? "-" : Display.bytes(target.bytes()),
                    table.format(),
                    table.parts(),
                    table.indexes(),
                    table.way() == TableWay.Fill ? table.action() + ", filled" : table.action()));
        }
        int left = plan.totals().tables() - plan.tables().size();
        if (left > 0) {
            lines.add(more(left).substring(2));
        }
        return lines;
    }

    private static String rows(@Nullable Content content) {
        if (content == null) {
            return "-";
        }
        return content.rows() == null ? "unknown" : "~" + Display.count(content.rows());
    }

    private static String totals(Totals totals) {
        return "%s%s, %s, %s, %s"
                .formatted(
                        Display.count(totals.tables(), "table"),
                        totals.created() == 0 ? "" : " (%d created)".formatted(totals.created()),
                        Display.estimatedRows(totals.estimatedRows()),
                        Display.bytes(totals.bytes()),
                        totals.indexes() == 1 ? "1 index" : totals.indexes() + " indexes");
    }

    private static void costs(PlanStatus plan, List<String> lines) {
        if (plan.estimate() != null) {
            Duration duration = Duration.ofSeconds(plan.estimate().durationSeconds());
            lines.add("Expected: about %s (%s)"
                    .formatted(Display.duration(duration), plan.estimate().basis()));
        }
        Space space = plan.space();
        if (space != null) {
            lines.add(
                    "Space: %s needed on the target: %s of rows, %s of indexes, %s for sort files, log and reserve; %s"
                            .formatted(
                                    Display.bytes(space.neededBytes()),
                                    Display.bytes(space.tableBytes()),
                                    Display.bytes(space.indexBytes()),
                                    Display.bytes(space.headroomBytes()),
                                    space.freeBytes() == null
                                            ? "the free space is unknown"
                                            : Display.bytes(space.freeBytes()) + " free"));
        }
    }
}
