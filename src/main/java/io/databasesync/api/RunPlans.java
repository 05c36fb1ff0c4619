package io.databasesync.api;

import io.databasesync.sync.SyncPlan;
import io.databasesync.sync.SyncPlan.PlannedTable;
import io.databasesync.sync.SyncPlan.Size;
import io.databasesync.sync.TableName;
import io.databasesync.text.Display;
import io.databasesync.text.Durations;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes a [RunPlan] of a plan.
public final class RunPlans {
    private static final int MAX_TABLES = 50;
    private static final int MAX_SENTENCES = 20;

    private RunPlans() {}

    /// All of it.
    public static RunPlan full(SyncPlan plan) {
        return new RunPlan(
                plan.hash(),
                plan.direction(),
                plan.sentence(),
                database(plan.source()),
                database(plan.target()),
                plan.mode(),
                plan.modeReasons(),
                totals(plan),
                plan.tables().stream().map(RunPlans::table).toList(),
                plan.excluded().stream().map(TableName::toString).toList(),
                plan.drift(),
                plan.warningMessages(),
                plan.blockers().stream()
                        .map(b -> new RunPlan.Blocker(b.reason().name(), b.message()))
                        .toList(),
                plan.notes(),
                new RunPlan.Estimate(
                        plan.estimate().duration().toSeconds(),
                        Durations.format(plan.estimate().duration()),
                        plan.estimate().basis()),
                space(plan.estimate().space()));
    }

    /// As much of it as fits into a status: the beginning of every list and of every text.
    public static RunPlan bounded(SyncPlan plan) {
        RunPlan full = full(plan);
        return new RunPlan(
                full.hash(),
                full.direction(),
                cut(Objects.requireNonNull(full.sentence())),
                bounded(full.source()),
                bounded(full.target()),
                full.mode(),
                sentences(full.modeReasons()),
                full.totals(),
                first(full.tables(), MAX_TABLES, RunPlans::bounded),
                first(full.excluded(), MAX_TABLES, RunPlans::cut),
                sentences(full.drift()),
                sentences(full.warnings()),
                first(full.blockers(), MAX_SENTENCES, b -> new RunPlan.Blocker(b.reason(), cut(b.message()))),
                sentences(full.notes()),
                full.estimate(),
                full.space());
    }

    /// Tells one such plan from another one, figures and all, as 64 hexadecimal digits.
    public static String digest(RunPlan plan) {
        return CanonicalJson.digest(plan);
    }

    private static RunPlan.Database database(SyncPlan.Database end) {
        return new RunPlan.Database(
                end.database(), end.hosts(), end.role(), end.version(), end.identity(), end.bytes());
    }

    private static RunPlan.Totals totals(SyncPlan plan) {
        return new RunPlan.Totals(
                plan.tables().size(),
                (int) plan.tables().stream().filter(PlannedTable::created).count(),
                rows(plan.estimatedRows()),
                plan.totalBytes(),
                rows(SyncPlan.estimatedRows(existing(plan))),
                existing(plan).stream().mapToLong(Size::bytes).sum(),
                plan.totalIndexes(),
                plan.excluded().size(),
                plan.drift().size(),
                plan.warnings().size(),
                plan.blockers().size());
    }

    private static List<Size> existing(SyncPlan plan) {
        return plan.tables().stream()
                .map(PlannedTable::target)
                .flatMap(Stream::ofNullable)
                .toList();
    }

    private static @Nullable Long rows(OptionalLong estimate) {
        return estimate.isPresent() ? estimate.getAsLong() : null;
    }

    private static RunPlan.Table table(PlannedTable table) {
        return new RunPlan.Table(
                table.name().toString(),
                table.action(),
                content(table.source()),
                table.target() == null ? null : content(table.target()),
                table.format(),
                table.parts(),
                table.indexes(),
                table.shape());
    }

    private static RunPlan.Content content(Size size) {
        Long rows = size.rows() < 0 ? null : Long.valueOf(size.rows());
        return new RunPlan.Content(rows, size.bytes(), size.indexBytes());
    }

    private static RunPlan.Space space(SyncPlan.Space space) {
        return new RunPlan.Space(space.needed(), space.tables(), space.indexes(), space.headroom(), space.free());
    }

    private static RunPlan.Database bounded(RunPlan.Database end) {
        return new RunPlan.Database(
                cut(end.database()),
                cut(end.hosts()),
                cut(end.role()),
                cut(end.version()),
                end.identity(),
                end.bytes());
    }

    private static RunPlan.Table bounded(RunPlan.Table table) {
        return new RunPlan.Table(
                cut(table.name()),
                table.action(),
                table.source(),
                table.target(),
                table.format(),
                table.parts(),
                table.indexes(),
                table.shape());
    }

    private static List<String> sentences(List<String> texts) {
        return first(texts, MAX_SENTENCES, RunPlans::cut);
    }

    private static <T> List<T> first(List<T> list, int most, Function<T, T> bounded) {
        return list.stream().limit(most).map(bounded).toList();
    }

    // What a database said may hold anything, and is read in terminals.
    private static String cut(String text) {
        String readable = text.replaceAll("\\p{Cntrl}", "?");
        return Display.cut(readable, RunPlan.TEXT);
    }
}
