package io.databasesync.cli.web.engine;

import io.databasesync.cli.web.PlanViews;
import io.databasesync.cli.web.ProgressViews;
import io.databasesync.contract.PlanStatusMapper;
import io.databasesync.sync.Cancellation;
import io.databasesync.sync.NamedRows;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Plan;
import io.databasesync.sync.Progress;
import io.databasesync.sync.ProgressSink;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncOutcome;
import io.databasesync.sync.SyncOutcome.VerifiedTable;
import io.databasesync.sync.SyncRequest;
import io.databasesync.web.api.PlanView;
import io.databasesync.web.api.Progress.PhaseTime;
import io.databasesync.web.api.RunView;
import io.databasesync.web.api.RunView.Difference;
import io.databasesync.web.api.RunView.DifferentRow;
import io.databasesync.web.api.RunView.Verification;
import io.databasesync.web.api.RunViewBuilder;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One run of the engine: hears its progress, and tells of each change.
final class EngineRun implements ProgressSink {
    private static final int LOG_LINES = 500;

    private final SyncRequest request;
    private final InstantSource clock;
    private final Consumer<RunView> changed;
    private final Cancellation cancellation = new Cancellation();
    private final List<PhaseTime> phases = new ArrayList<>();
    private final Deque<String> lines = new ArrayDeque<>();
    private @Nullable PlanView plan;
    private RunView view;
    private boolean begun;

    /// @param changed hears of each change of the view
    EngineRun(SyncRequest request, RunView first, InstantSource clock, Consumer<RunView> changed) {
        this.request = request;
        this.view = first;
        this.clock = clock;
        this.changed = changed;
    }

    synchronized RunView view() {
        return view;
    }

    synchronized Optional<PlanView> plan() {
        return Optional.ofNullable(plan);
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }

    SyncRequest request() {
        return request;
    }

    Cancellation cancellation() {
        return cancellation;
    }

    /// Whether this is the first call: a run begins once.
    synchronized boolean begin() {
        boolean first = !begun;
        begun = true;
        return first;
    }

    boolean ended() {
        return view().result() != null;
    }

    void cancel() {
        cancellation.request();
        change(builder -> builder.cancelRequested(true));
    }

    @Override
    public void report(Progress progress) {
        synchronized (this) {
            boolean begins = phases.isEmpty() || phases.getLast().phase() != progress.phase();
            if (begins && !progress.phase().terminal()) {
                phases.add(new PhaseTime(progress.phase(), clock.instant()));
            }
            if (lines.isEmpty() || !lines.getLast().equals(progress.message())) {
                lines.add(progress.message());
            }
            if (lines.size() > LOG_LINES) {
                lines.removeFirst();
            }
        }
        change(builder -> {
            builder.progress(ProgressViews.of(progress, phases, clock.instant()));
            if (!progress.phase().terminal()) { // the outcome says how it ended
                builder.phase(progress.phase());
            }
        });
    }

    @Override
    public void planned(Plan found) {
        PlanView shown = PlanViews.of(PlanStatusMapper.full(found));
        synchronized (this) {
            plan = shown;
        }
        change(builder -> builder.plan(shown.hash()));
    }

    /// Notes how it ended.
    void end(SyncOutcome outcome) {
        switch (outcome) {
            case SyncOutcome.Synced synced -> {
                succeed(synced.tables(), synced.checksummed() ? "Checksum" : "Counts", synced.warnings());
                change(builder -> builder.bytes(synced.bytes()));
            }
            case SyncOutcome.Restored restored -> succeed(restored.tables(), null, restored.warnings());
            case SyncOutcome.Verified verified -> succeed(verified.tables(), "Checksum", verified.warnings());
            case SyncOutcome.Planned(var found) -> endPlan(found);
            case SyncOutcome.RolledBack(var _, var cause) -> fail(cause);
            case SyncOutcome.Interrupted(var _, var cause) -> fail(cause);
            case SyncOutcome.Stuck(var _, var cause, var _) -> fail(cause);
        }
    }

    private void succeed(List<VerifiedTable> tables, @Nullable String method, List<String> warnings) {
        long rows = tables.stream().mapToLong(VerifiedTable::rows).sum();
        change(builder -> {
            ended(builder, Phase.Succeeded).rows(rows).message(String.join("; ", warnings));
            if (method != null) {
                builder.verification(new Verification(method, tables.size(), rows, List.of()));
            }
        });
    }

    private void endPlan(Plan found) {
        if (found.blocked().isEmpty()) {
            change(builder -> ended(builder, Phase.Succeeded));
            return;
        }
        Plan.Blocker first = found.blockers().getFirst();
        change(builder -> ended(builder, Phase.Failed)
                .reason(first.reason().name())
                .message(first.message())
                .fix(first.reason().fix()));
    }

    private void fail(SyncException cause) {
        Phase phase = cause.reason() == Reason.Cancelled ? Phase.Cancelled : Phase.Failed;
        change(builder -> {
            ended(builder, phase)
                    .reason(cause.reason().name())
                    .message(cause.getMessage())
                    .fix(cause.reason().fix());
            if (!cause.rows().isEmpty()) {
                List<Difference> differences =
                        cause.rows().stream().map(EngineRun::difference).toList();
                builder.verification(new Verification(null, null, null, differences));
            }
        });
    }

    // the person at this page has the credentials of both databases
    private static Difference difference(NamedRows rows) {
        return new Difference(
                rows.table().toString(),
                rows.key(),
                rows.first().stream()
                        .map(row ->
                                new DifferentRow(List.of(row.key()), row.kind().words()))
                        .toList(),
                rows.more());
    }

    private RunViewBuilder ended(RunViewBuilder builder, Phase phase) {
        return builder.phase(phase).result(phase.name()).finishedAt(clock.instant());
    }

    private void change(Consumer<RunViewBuilder> edit) {
        RunView now;
        synchronized (this) {
            RunViewBuilder builder = RunViewBuilder.builder(view);
            edit.accept(builder);
            builder.version(Long.toString(Long.parseLong(view.version()) + 1));
            view = builder.build();
            now = view;
        }
        changed.accept(now);
    }
}
