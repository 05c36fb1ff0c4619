package io.databasesync.cli.web.cluster;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/// What callers may do, as the cluster said a short while ago. Keyed by a digest of the token: never by a name, never
/// by the token itself.
final class Rights {
    private static final int ANSWERS = 20_000;

    private final Remembered<Question, Boolean> answers = new Remembered<>(ANSWERS);

    /// @param namespace empty for all of them
    record Right(String verb, String group, String resource, String subresource, String namespace) {
        static Right of(String verb, String resource, String namespace) {
            return new Right(verb, "databasesync.io", resource, "", namespace);
        }

        /// The command that asks the same.
        String check() {
            String qualified = group.isEmpty() ? resource : resource + "." + group;
            return "kubectl auth can-i %s %s%s%s"
                    .formatted(
                            verb,
                            qualified,
                            subresource.isEmpty() ? "" : " --subresource=" + subresource,
                            namespace.isEmpty() ? " -A" : " -n " + namespace);
        }
    }

    private record Question(String caller, Right right) {}

    /// @param client with the token of the caller
    boolean has(String caller, KubernetesClient client, Right right) {
        return answers.get(new Question(caller, right), () -> ask(client, right));
    }

    /// Forgets what a caller may do, after the cluster has refused the token.
    void forget(String caller) {
        answers.forget(question -> question.caller.equals(caller));
    }

    private static boolean ask(KubernetesClient client, Right right) {
        SelfSubjectAccessReview review = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withNewResourceAttributes()
                .withVerb(right.verb)
                .withGroup(right.group)
                .withResource(right.resource)
                .withSubresource(right.subresource)
                .withNamespace(right.namespace)
                .endResourceAttributes()
                .endSpec()
                .build();
        SelfSubjectAccessReview answer =
                client.authorization().v1().selfSubjectAccessReview().create(review);
        return answer.getStatus() != null
                && Boolean.TRUE.equals(answer.getStatus().getAllowed());
    }
}
