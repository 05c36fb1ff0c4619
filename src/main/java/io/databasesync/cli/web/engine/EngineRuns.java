package io.databasesync.cli.web.engine;

import io.databasesync.sync.Reason;
import io.databasesync.web.api.Bodies;
import io.databasesync.web.api.Changes;
import io.databasesync.web.api.Kind;
import io.databasesync.web.api.Refusal;
import io.databasesync.web.api.Refusal.Why;
import io.databasesync.web.api.RunView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The runs of this process, the newest hundred of them. One of them may be under way.
final class EngineRuns {
    private static final int MOST = 100;

    private final Changes changes;
    private final Map<String, EngineRun> runs = new LinkedHashMap<>();
    private final Map<String, String> byKey = new LinkedHashMap<>();

    /// @param changes hears of runs that are forgotten
    EngineRuns(Changes changes) {
        this.changes = changes;
    }

    /// Oldest first.
    synchronized List<EngineRun> all() {
        return List.copyOf(runs.values());
    }

    /// The run that has this key, or a new one.
    ///
    /// @throws Refusal with status 422, if another request has this key; with 409, if a run is under way
    synchronized EngineRun begin(Bodies.Start start, @Nullable String key, Supplier<EngineRun> made) {
        EngineRun known = key == null ? null : runs.get(byKey.getOrDefault(key, ""));
        if (known != null) {
            return same(known, start);
        }
        runs.values().stream().filter(other -> !other.ended()).findFirst().ifPresent(other -> {
            throw busy(other.view());
        });
        EngineRun run = made.get();
        keep(run, key);
        return run;
    }

    private static EngineRun same(EngineRun known, Bodies.Start start) {
        RunView view = known.view();
        boolean equal = view.operation() == start.operation()
                && Objects.equals(view.approvedPlan(), start.approvedPlan())
                && Objects.equals(view.note(), start.note());
        if (!equal) {
            throw Why.of(422, "this key belongs to another request")
                    .withField("Idempotency-Key")
                    .withRun(view.key())
                    .refusal();
        }
        return known;
    }

    private static Refusal busy(RunView run) {
        return Why.of(409, "run %s is under way".formatted(run.key()))
                .withReason(Reason.TargetBusy.name())
                .withRun(run.key())
                .withFix("wait until it has ended, or stop it")
                .refusal();
    }

    private void keep(EngineRun run, @Nullable String key) {
        runs.put(run.view().name(), run);
        if (key != null) {
            byKey.put(key, run.view().name());
        }
        if (runs.size() > MOST) {
            String oldest = runs.keySet().iterator().next();
            runs.remove(oldest);
            byKey.values().remove(oldest);
            changes.gone(Kind.Run, EngineCaller.NAMESPACE, oldest);
        }
    }

    /// @throws Refusal with status 404, if there is no such run
    synchronized EngineRun found(String namespace, String name) {
        EngineRun run = namespace.equals(EngineCaller.NAMESPACE) ? runs.get(name) : null;
        if (run == null) {
            throw Refusal.of(404, "there is no run %s/%s".formatted(namespace, name));
        }
        return run;
    }
}
