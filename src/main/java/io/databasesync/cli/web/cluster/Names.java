package io.databasesync.cli.web.cluster;

import io.fabric8.kubernetes.api.model.authentication.SelfSubjectReview;
import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Objects;

/// The names that the cluster knows callers by, as it said a short while ago. Asked with the caller's own token, so
/// that an expired token shows here too.
final class Names {
    private static final int CALLERS = 2_000;

    private final Remembered<String, Name> byCaller = new Remembered<>(CALLERS);

    record Name(String user, List<String> groups) {}

    Name of(String caller, KubernetesClient client) {
        return byCaller.get(caller, () -> ask(client));
    }

    private static Name ask(KubernetesClient client) {
        SelfSubjectReview answer =
                client.authentication().v1().selfSubjectReviews().create(new SelfSubjectReview());
        UserInfo user = answer.getStatus() == null ? null : answer.getStatus().getUserInfo();
        return user == null
                ? new Name("unknown", List.of())
                : new Name(
                        Objects.toString(user.getUsername(), "unknown"),
                        Objects.requireNonNullElse(user.getGroups(), List.of()));
    }

    void forget(String caller) {
        byCaller.forget(caller::equals);
    }
}
