package io.databasesync.cli.web.cluster;

import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What callers may do, as the cluster said a short while ago. Keyed by a digest of the token: never by a name, never
/// by the token itself.
final class Rights {
    private static final Duration KEPT = Duration.ofSeconds(20); // less than 30 s until a stream has asked again
    private static final int ANSWERS = 20_000;

    private final Map<Question, Answer> answers = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Answer> eldest) {
            return size() > ANSWERS;
        }
    };

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

    private record Answer(boolean allowed, long at) {}

    /// @param client with the token of the caller
    boolean has(String caller, KubernetesClient client, Right right) {
        Question question = new Question(caller, right);
        Answer known = known(question);
        if (known != null && System.nanoTime() - known.at < KEPT.toNanos()) {
            return known.allowed;
        }
        long now = System.nanoTime(); // before the question: an answer is as old as it
        boolean allowed = ask(client, right);
        keep(question, new Answer(allowed, now));
        return allowed;
    }

    private synchronized @Nullable Answer known(Question question) {
        return answers.get(question);
    }

    private synchronized void keep(Question question, Answer answer) {
        answers.put(question, answer);
    }

    /// Forgets what a caller may do, after the cluster has refused the token.
    synchronized void forget(String caller) {
        answers.keySet().removeIf(question -> question.caller.equals(caller));
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
