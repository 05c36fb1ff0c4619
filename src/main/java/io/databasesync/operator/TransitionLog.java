package io.databasesync.operator;

import io.databasesync.operator.Transition.Stage;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs one line for each transition.
final class TransitionLog implements TransitionListener {
    private static final Logger LOG = LoggerFactory.getLogger(TransitionLog.class);

    @Override
    public void moved(Transition transition) {
        LOG.info("{}", line(transition));
    }

    static String line(Transition transition) {
        ObjectMeta metadata = transition.resource().getMetadata();
        Stage after = transition.after();
        return "event=transition kind=%s namespace=%s name=%s phase=%s before=%s reason=%s result=%s"
                .formatted(
                        transition.resource().getKind(),
                        metadata.getNamespace(),
                        metadata.getName(),
                        word(after.phase()),
                        word(transition.before().phase()),
                        word(after.reason()),
                        word(after.result()));
    }

    private static Object word(@Nullable Object value) {
        return Objects.requireNonNullElse(value, "-");
    }
}
