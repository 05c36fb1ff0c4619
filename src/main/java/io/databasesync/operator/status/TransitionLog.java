package io.databasesync.operator.status;

import io.databasesync.api.DatabaseSyncRun;
import io.databasesync.operator.status.Transition.Stage;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs one line for each transition, and with it how each run starts and ends.
public final class TransitionLog implements TransitionListener {
    private static final Logger LOG = LoggerFactory.getLogger(TransitionLog.class);

    @Override
    public void moved(Transition transition) {
        ObjectMeta metadata = transition.resource().getMetadata();
        Stage after = transition.after();
        if (transition.resource() instanceof DatabaseSyncRun run) {
            LOG.info(
                    "event={} namespace={} sync={} run={} operation={} phase={} before={} reason={} result={} message={}",
                    event(transition),
                    metadata.getNamespace(),
                    run.getSpec().syncRef(),
                    metadata.getName(),
                    run.getSpec().operation(),
                    word(after.phase()),
                    word(transition.before().phase()),
                    word(after.reason()),
                    word(after.result()),
                    word(transition.message()));
        } else {
            LOG.info(
                    "event=sync_changed namespace={} sync={} phase={} before={} reason={} result={}",
                    metadata.getNamespace(),
                    metadata.getName(),
                    word(after.phase()),
                    word(transition.before().phase()),
                    word(after.reason()),
                    word(after.result()));
        }
    }

    private static String event(Transition transition) {
        if (transition.before().phase() == null) {
            return "run_accepted";
        }
        return transition.after().result() == null ? "run_changed" : "run_ended";
    }

    private static Object word(@Nullable Object value) {
        return Objects.requireNonNullElse(value, "-");
    }
}
