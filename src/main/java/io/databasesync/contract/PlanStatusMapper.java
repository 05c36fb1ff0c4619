package io.databasesync.contract;

import io.databasesync.api.CanonicalJson;
import io.databasesync.api.PlanStatus;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Plan.PlannedTable;
import io.databasesync.sync.Plan.Size;
import io.databasesync.sync.TableName;
import io.databasesync.text.Display;
import io.databasesync.text.Durations;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes a [PlanStatus] of a plan.
public final class PlanStatusMapper {
    private static final int MAX_TABLES = 50;
    private static final int MAX_SENTENCES = 20;

    private PlanStatusMapper() {}

    /// The whole plan.
    public static PlanStatus full(Plan plan) {
        return new PlanStatus(
                plan.hash(),
                plan.direction(),
                plan.sentence(),
                database(plan.source()),
                database(plan.target()),
                plan.mode(),
                plan.modeReasons(),
                totals(plan),
                plan.tables().stream().map(PlanStatusMapper::table).toList(),
                plan.sequences().stream()
                        .map(s -> new PlanStatus.Sequence(s.name().toString(), s.action()))
                        .toList(),
                plan.excluded().stream().map(TableName::toString).toList(),
                plan.drift(),
                plan.warningMessages(),
                plan.blockers().stream()
                        .map(b -> new PlanStatus.Blocker(b.reason().name(), b.message(), b.object(), fix(b.fix())))
                        .toList(),
                plan.notes(),
                new PlanStatus.Estimate(
                        plan.estimate().duration().toSeconds(),
                        Durations.format(plan.estimate().duration()),
                        plan.estimate().basis()),
                space(plan.estimate().space()));
    }

    /// The part of a plan that fits into a status: the beginning of every list and of every text.
    public static PlanStatus bounded(Plan plan) {
        PlanStatus full = full(plan);
        return new PlanStatus(
                full.hash(),
                full.direction(),
                cut(Objects.requireNonNull(full.sentence())),
                bounded(full.source()),
                bounded(full.target()),
                full.mode(),
                sentences(full.modeReasons()),
                full.totals(),
                first(full.tables(), MAX_TABLES, PlanStatusMapper::bounded),
                first(full.sequences(), MAX_TABLES, s -> new PlanStatus.Sequence(cut(s.name()), s.action())),
                first(full.excluded(), MAX_TABLES, PlanStatusMapper::cut),
                sentences(full.drift()),
                sentences(full.warnings()),
                first(full.blockers(), MAX_SENTENCES, PlanStatusMapper::bounded),
                sentences(full.notes()),
                full.estimate(),
                full.space());
    }

    /// A digest of a plan status with all its figures, as 64 hexadecimal digits.
    public static String digest(PlanStatus plan) {
        return CanonicalJson.digest(plan);
    }

    /// The fix of a failure, for JSON; absent if nothing has to be done.
    public static PlanStatus.@Nullable Fix fix(Fix fix) {
        boolean run = !fix.statements().isEmpty();
        return fix.equals(Fix.NONE)
                ? null
                : new PlanStatus.Fix(fix.first(), fix.statements(), run ? fix.side() : null, fix.advice());
    }

    private static PlanStatus.Database database(Plan.Database end) {
        return new PlanStatus.Database(
                end.database(), end.hosts(), end.role(), end.version(), end.identity(), end.bytes(), end.environment());
    }

    private static PlanStatus.Totals totals(Plan plan) {
        return new PlanStatus.Totals(
                plan.tables().size(),
                (int) plan.tables().stream().filter(PlannedTable::created).count(),
                rows(plan.estimatedRows()),
                plan.totalBytes(),
                rows(Plan.estimatedRows(existing(plan))),
                existing(plan).stream().mapToLong(Size::bytes).sum(),
                plan.totalIndexes(),
                plan.sequences().size(),
                plan.excluded().size(),
                plan.drift().size(),
                plan.warnings().size(),
                plan.blockers().size());
    }

    private static List<Size> existing(Plan plan) {
        return plan.tables().stream()
                .map(PlannedTable::target)
                .flatMap(Stream::ofNullable)
                .toList();
    }

    private static @Nullable Long rows(OptionalLong estimate) {
        return estimate.isPresent() ? estimate.getAsLong() : null;
    }

    private static PlanStatus.Table table(PlannedTable table) {
        return new PlanStatus.Table(
                table.name().toString(),
                table.action(),
                content(table.source()),
                table.target() == null ? null : content(table.target()),
                table.format(),
                table.parts(),
                table.indexes(),
                table.fingerprint(),
                table.way(),
                table.reason().isEmpty() ? null : table.reason());
    }

    private static PlanStatus.Content content(Size size) {
        Long rows = size.rows() < 0 ? null : Long.valueOf(size.rows());
        return new PlanStatus.Content(rows, size.bytes(), size.indexBytes());
    }

    private static PlanStatus.Space space(Plan.Space space) {
        return new PlanStatus.Space(space.needed(), space.tables(), space.indexes(), space.headroom(), space.free());
    }

    private static PlanStatus.Database bounded(PlanStatus.Database end) {
        return new PlanStatus.Database(
                cut(end.database()),
                cut(end.hosts()),
                cut(end.role()),
                cut(end.version()),
                end.identity(),
                end.bytes(),
                end.environment());
    }

    private static PlanStatus.Blocker bounded(PlanStatus.Blocker blocker) {
        String object = blocker.object();
        return new PlanStatus.Blocker(
                blocker.reason(), cut(blocker.message()), object == null ? null : cut(object), bounded(blocker.fix()));
    }

    // A statement that is cut does not run, and a part of the statements does not mend anything.
    private static PlanStatus.@Nullable Fix bounded(PlanStatus.@Nullable Fix fix) {
        if (fix == null) {
            return null;
        }
        boolean fits = fix.statements().size() <= MAX_SENTENCES
                && fix.statements().stream().allMatch(statement -> statement.equals(cut(statement)))
                && Stream.of(fix.first(), fix.advice()).allMatch(t -> t == null || t.equals(cut(t)));
        return fits ? fix : null;
    }

    private static PlanStatus.Table bounded(PlanStatus.Table table) {
        return new PlanStatus.Table(
                cut(table.name()),
                table.action(),
                table.source(),
                table.target(),
                table.format(),
                table.parts(),
                table.indexes(),
                table.fingerprint(),
                table.way(),
                table.reason() == null ? null : cut(table.reason()));
    }

    private static List<String> sentences(List<String> texts) {
        return first(texts, MAX_SENTENCES, PlanStatusMapper::cut);
    }

    private static <T> List<T> first(List<T> list, int most, Function<T, T> bounded) {
        return list.stream().limit(most).map(bounded).toList();
    }

    // A text from a database may hold any character, and people read it in terminals.
    private static String cut(String text) {
        return Display.cut(Display.printable(text), PlanStatus.TEXT);
    }
}
