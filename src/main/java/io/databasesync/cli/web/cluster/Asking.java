package io.databasesync.cli.web.cluster;

import io.databasesync.sync.SyncException;
import io.databasesync.text.Display;
import io.databasesync.web.api.Refusal;
import io.databasesync.web.api.Refusal.Why;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Turns what the API server answers into what the web server answers.
final class Asking {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int RETRY_SECONDS = 2;

    private Asking() {}

    static <T> T during(Supplier<T> request) {
        try {
            return request.get();
        } catch (SyncException e) {
            throw of(e);
        } catch (KubernetesClientException e) {
            throw of(e, Optional.empty());
        }
    }

    private static Refusal of(SyncException e) {
        return e.getCause() instanceof KubernetesClientException cause
                ? of(cause, Optional.of(e))
                : Why.of(404, detail(e))
                        .withStatus(notThere(e) ? 404 : 409)
                        .withReason(e.reason().name())
                        .withFix(advice(e))
                        .refusal();
    }

    // what mends it has a field of its own
    private static String detail(SyncException e) {
        String message = Objects.toString(e.getMessage(), "");
        String end = "; " + e.fix();
        return Display.printable(
                message.endsWith(end) ? message.substring(0, message.length() - end.length()) : message);
    }

    private static boolean notThere(SyncException e) {
        return Objects.toString(e.getMessage(), "").contains(" has no DatabaseSync");
    }

    private static @Nullable String advice(SyncException e) {
        String fix = e.fix().toString();
        return fix.isEmpty() ? null : Display.printable(fix);
    }

    private static Refusal of(KubernetesClientException e, Optional<SyncException> ours) {
        Why why = switch (e.getCode()) {
            case 401 ->
                Why.of(401, "the cluster does not know this token, or it has expired")
                        .withFix("log in again");
            case 403, 404, 409, 422 -> Why.of(e.getCode(), said(e)).withField(field(e));
            case TOO_MANY_REQUESTS ->
                Why.of(TOO_MANY_REQUESTS, "the cluster takes no more requests at the moment")
                        .withRetryAfter(RETRY_SECONDS);
            // never the text of somebody else's failure
            default -> Why.of(503, "the Kubernetes API does not answer").withRetryAfter(RETRY_SECONDS);
        };
        return ours.map(found ->
                        why.withReason(found.reason().name()).withFix(why.fix() == null ? advice(found) : why.fix()))
                .orElse(why)
                .refusal();
    }

    private static String said(KubernetesClientException e) {
        return Display.printable(
                Optional.ofNullable(e.getStatus()).map(Status::getMessage).orElse("the Kubernetes API refused it"));
    }

    private static @Nullable String field(KubernetesClientException e) {
        return Optional.ofNullable(e.getStatus())
                .map(Status::getDetails)
                .map(StatusDetails::getCauses)
                .orElse(List.of())
                .stream()
                .map(StatusCause::getField)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }
}
