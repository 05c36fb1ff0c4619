package io.databasesync.worker;

import io.databasesync.api.PlanStatus;
import io.databasesync.api.ProgressStatus;
import io.databasesync.api.ProgressStatusBuilder;
import io.databasesync.sync.NamedRow.Kind;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Progress;
import io.databasesync.text.Display;
import io.databasesync.text.Durations;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The progress of a run in the form of `status.progress`, bounded: the whole run must fit into etcd.
final class ToldProgress {
    private static final int MAX_CURRENT = 16;
    private static final ProgressStatus NOTHING_YET =
            ProgressStatusBuilder.builder().build();

    private final int attempt;
    private final Map<Phase, Instant> phases = new LinkedHashMap<>();
    private List<ProgressStatus.Differences> differences = List.of();

    ToldProgress(int attempt) {
        this.attempt = attempt;
    }

    /// Notes when a phase began. A phase that is known already keeps its time.
    synchronized void enter(Phase phase) {
        phases.putIfAbsent(phase, now());
    }

    /// Notes the rows that differ, without their keys.
    synchronized void differ(List<NamedRows> tables) {
        differences = tables.stream()
                .limit(ProgressStatus.MAX_TABLES)
                .map(ToldProgress::differences)
                .toList();
    }

    /// @param progress the newest report; absent before the first one
    synchronized ProgressStatus of(@Nullable Progress progress) {
        return progress == null ? NOTHING_YET : told(progress);
    }

    /// The last report of a pod that has made a plan.
    ProgressStatus ofPlan(PlanStatus plan, Phase phase, String message) {
        return ProgressStatusBuilder.builder()
                .attempt(attempt)
                .phase(phase)
                .percent(phase == Phase.Succeeded ? 100 : 0)
                .heartbeat(now())
                .message(message(message))
                .plan(plan)
                .build();
    }

    private ProgressStatus told(Progress progress) {
        List<String> current = progress.current().stream()
                .limit(MAX_CURRENT)
                .map(Display::printable)
                .toList();
        Instant now = now();
        Instant eta = progress.eta() == null ? null : progress.eta().truncatedTo(ChronoUnit.SECONDS);
        return ProgressStatusBuilder.builder()
                .attempt(attempt)
                .phase(progress.phase())
                .percent(progress.percent())
                .tables(count(progress.tables()))
                .rows(count(progress.rows()))
                .bytes(bytes(progress))
                .indexes(count(progress.indexes()))
                .current(current)
                .perTable(progress.moving().stream()
                        .limit(ProgressStatus.MAX_TABLES)
                        .map(ToldProgress::table)
                        .toList())
                .differences(differences)
                .phases(phases.entrySet().stream()
                        .map(phase -> new ProgressStatus.PhaseStart(phase.getKey(), phase.getValue()))
                        .toList())
                .eta(eta)
                .remaining(eta == null ? null : Durations.format(remaining(now, eta)))
                .heartbeat(now)
                .message(message(progress.message()))
                .reconnecting(progress.reconnecting() ? true : null)
                .build();
    }

    private static Duration remaining(Instant now, Instant eta) {
        Duration left = Duration.between(now, eta);
        return left.isNegative() ? Duration.ZERO : left;
    }

    // A plan may have a reason for every table.
    private static String message(String text) {
        return Display.cut(Display.printable(text), ProgressStatus.MAX_MESSAGE);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    private static ProgressStatus.Bytes bytes(Progress progress) {
        long perSecond = progress.phase().terminal() ? 0 : progress.bytesPerSecond();
        return ProgressStatus.Bytes.of(progress.bytes().done(), progress.bytes().total(), perSecond);
    }

    private static ProgressStatus.Differences differences(NamedRows rows) {
        return new ProgressStatus.Differences(
                Display.printable(rows.table().toString()),
                rows.count(Kind.Differs),
                rows.count(Kind.OnlyOnSource),
                rows.count(Kind.OnlyOnTarget),
                rows.count(Kind.Missing),
                rows.more());
    }

    private static ProgressStatus.Table table(Progress.TableProgress table) {
        return new ProgressStatus.Table(
                Display.printable(table.name()),
                table.working(),
                table.rows().done(),
                table.rows().total(),
                table.bytes().done(),
                table.bytes().total(),
                table.bytesPerSecond());
    }

    private static ProgressStatus.Count count(Progress.Count count) {
        return ProgressStatus.Count.of(count.done(), count.total());
    }
}
