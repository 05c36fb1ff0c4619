package io.databasesync.cli.web.cluster;

import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The names that the cluster knows callers by, as it said a short while ago. Asked with the caller's own token, so
/// that an expired token shows here too.
final class Names {
    private static final Duration KEPT = Duration.ofSeconds(20);
    private static final int CALLERS = 2_000;

    private final Map<String, Name> byCaller = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Name> eldest) {
            return size() > CALLERS;
        }
    };

    record Name(String user, List<String> groups, long at) {}

    Name of(String caller, KubernetesClient client) {
        Name known = known(caller);
        if (known != null && System.nanoTime() - known.at < KEPT.toNanos()) {
            return known;
        }
        SelfSubjectReview answer =
                client.authentication().v1().selfSubjectReviews().create(new SelfSubjectReview());
        UserInfo user = answer.getStatus() == null ? null : answer.getStatus().getUserInfo();
        Name name = user == null
                ? new Name("unknown", List.of(), System.nanoTime())
                : new Name(
                        Objects.toString(user.getUsername(), "unknown"),
                        Objects.requireNonNullElse(user.getGroups(), List.of()),
                        System.nanoTime());
        keep(caller, name);
        return name;
    }

    private synchronized @Nullable Name known(String caller) {
        return byCaller.get(caller);
    }

    private synchronized void keep(String caller, Name name) {
        byCaller.put(caller, name);
    }

    synchronized void forget(String caller) {
        byCaller.remove(caller);
    }
}
