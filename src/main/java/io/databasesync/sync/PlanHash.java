package io.databasesync.sync;

import io.databasesync.sync.Plan.Blocker;
import io.databasesync.sync.Plan.Database;
import io.databasesync.sync.Plan.PlannedTable;
import io.databasesync.sync.Plan.Warning;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// The hash of what a person approves: the plan without the figures that every write changes, in a text form that
/// does not depend on the order of discovery.
final class PlanHash {
    /// The messages of these reasons contain such figures.
    private static final Set<Reason> FIGURES = Set.of(Reason.ShrinkLimit, Reason.SpaceLow, Reason.LimitTooLow);

    private final List<String> lines = new ArrayList<>();

    private PlanHash() {}

    /// SHA-256 in hexadecimal digits.
    static String of(Plan plan) {
        return Sha256.hex(text(plan));
    }

    /// The hashed text, one line for each fact.
    static String text(Plan plan) {
        PlanHash hash = new PlanHash();
        hash.line("plan", "1");
        hash.line("direction", plan.direction().name());
        hash.database("source", plan.source());
        hash.database("target", plan.target());
        hash.line("mode", plan.mode().name());
        hash.sorted("reason", plan.modeReasons());
        hash.sorted("table", plan.tables().stream().map(PlanHash::table).toList());
        hash.sorted(
                "sequence",
                plan.sequences().stream()
                        .map(s -> fields(name(s.name()), s.action()))
                        .toList());
        hash.sorted("excluded", plan.excluded().stream().map(PlanHash::name).toList());
        hash.sorted("drift", plan.drift());
        hash.sorted("warning", plan.warnings().stream().map(Warning::about).toList());
        hash.sorted("blocker", plan.blockers().stream().map(PlanHash::blocker).toList());
        return String.join("\n", hash.lines) + "\n";
    }

    private void database(String end, Database database) {
        line(end, database.database(), database.hosts(), database.role(), database.identity());
        if (database.environment() != null) {
            line(end + " environment", database.environment());
        }
    }

    private static String table(PlannedTable table) {
        return fields(
                name(table.name()),
                table.action(),
                "" + table.indexes(),
                table.fingerprint(),
                table.way().name());
    }

    private static String name(TableName table) {
        return fields(table.schema(), table.name());
    }

    private static String blocker(Blocker blocker) {
        return fields(blocker.reason().name(), FIGURES.contains(blocker.reason()) ? "" : blocker.message());
    }

    private void sorted(String key, Collection<String> values) {
        values.stream().sorted().forEach(value -> line(key, value));
    }

    private void line(String key, String... values) {
        lines.add(key + " " + fields(values));
    }

    // Names may contain any character: a length before each keeps them apart.
    private static String fields(String... values) {
        StringBuilder text = new StringBuilder();
        for (String value : values) {
            text.append(value.length()).append(':').append(value).append(' ');
        }
        return text.toString();
    }
}
