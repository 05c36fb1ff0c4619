package io.databasesync.engine;

import io.databasesync.engine.validation.Costs;
import io.databasesync.postgres.catalog.DependentView;
import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.sync.TargetWrites;
import io.databasesync.text.Display;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The notes of a plan. They are not part of its hash: no two plans measure the same.
final class PlanNotes {
    /// A round trip that is longer than those of one site.
    private static final Duration FAR = Duration.ofMillis(8);
    /// A time for round trips that a person notices.
    private static final Duration LONG = Duration.ofSeconds(10);

    private final List<String> notes = new ArrayList<>();

    List<String> list() {
        return notes;
    }

    PlanNotes safety(Safety safety) {
        if (safety.targetFreeBytes() == null) {
            notes.add("free space of the target is unknown; set safety.targetFreeBytes");
        }
        return this;
    }

    PlanNotes way(Way way, Parallelism parallelism) {
        if (way.copiesSideBySide() && parallelism.adaptive()) {
            notes.add("up to %d connections copy at the same time, as many as make it faster"
                    .formatted(parallelism.tables()));
        }
        way.views().rebuilt().forEach(view -> notes.add(rebuilt(view)));
        return this;
    }

    /// How far the servers are, if that is worth a word.
    ///
    /// @param tables how many the run replaces
    PlanNotes distance(Duration toSource, Duration toTarget, int tables) {
        if (toSource.compareTo(FAR) >= 0 || toTarget.compareTo(FAR) >= 0) {
            Duration onTheWay = Costs.onTheWay(toSource.plus(toTarget), tables);
            notes.add("a round trip takes about %d ms to the source and %d ms to the target%s"
                    .formatted(
                            toSource.toMillis(),
                            toTarget.toMillis(),
                            onTheWay.compareTo(LONG) > 0
                                    ? ", and %d tables take about %s longer for it: run dbsync near one of the servers, best near the target"
                                            .formatted(tables, Display.duration(onTheWay))
                                    : ""));
        }
        return this;
    }

    /// The applications that are connected to the target.
    PlanNotes applications(Optional<String> names, TargetWrites writes) {
        String effect = switch (writes) {
            case Warn -> "what they write to the selected tables during a run is not in the new content";
            case Refuse -> "if they write to the selected tables during a run, it ends before it publishes";
            case Block -> "when they write to the selected tables during a run, they wait until it has published";
        };
        names.ifPresent(n -> notes.add("connected to the target now: %s; %s".formatted(n, effect)));
        return this;
    }

    private static String rebuilt(DependentView view) {
        return view.populated()
                ? "materialized view %s is built again over the new tables: %s and %s of indexes, which takes about %s, and longer if its query is costly"
                        .formatted(
                                view.spelled(),
                                Display.bytes(view.bytes()),
                                Display.bytes(view.indexBytes()),
                                Display.duration(Costs.duration(view)))
                : "materialized view %s is made again over the new tables, and stays unpopulated"
                        .formatted(view.spelled());
    }
}
