package io.databasesync.contract;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.databasesync.api.DatabaseSyncRunStatus.AtOnce;
import io.databasesync.api.DatabaseSyncRunStatus.Verification;
import io.databasesync.api.PlanStatus;
import io.databasesync.api.PodJson;
import io.databasesync.api.RunResult;
import io.databasesync.sync.Phase;
import io.databasesync.sync.Reason;
import io.databasesync.text.Display;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The termination message of a worker. The worker writes it to `/dev/termination-log`, the kubelet puts it into the
/// pod's status, and the operator reads it there. Kubernetes cuts at 4096 bytes, so the message is cut here, where
/// JSON stays JSON.
///
/// @param phase the phase in which the run failed
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@RecordBuilder
public record TerminationMessage(
        RunResult result,
        @Nullable Phase phase,
        @Nullable Reason reason,
        @Nullable String sqlState,
        @Nullable String message,
        @Nullable Integer tables,
        @Nullable Long rows,
        @Nullable Long bytes,
        @Nullable Long durationSeconds,
        @Nullable Verification verification,
        @Nullable AtOnce atOnce,
        @Nullable PlanReference plan)
        implements TerminationMessageBuilder.With {

    /// The plan that the worker has made. The plan itself does not fit here: it is in `status.progress.plan`.
    ///
    /// @param hash the hash of the plan, as people approve it
    /// @param digest the digest of the plan in the status
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record PlanReference(String hash, String digest) {}

    private static final int MAX_BYTES = 4096;
    /// One character takes at most six bytes in JSON: `\` and `u001b`.
    private static final int MAX_MESSAGE = 550;

    /// This message as JSON, at most 4096 bytes of UTF-8.
    public String toJson() {
        String json = PodJson.write(this);
        return json.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES ? json : PodJson.write(withShorterMessage());
    }

    /// The same message, of a worker that has made a plan.
    public TerminationMessage withPlan(PlanStatus made) {
        return withPlan(new PlanReference(made.hash(), PlanStatusMapper.digest(made)));
    }

    /// Whether this is the plan that the worker has made.
    public boolean names(@Nullable PlanStatus told) {
        return plan != null
                && told != null
                && plan.hash().equals(told.hash())
                && plan.digest().equals(PlanStatusMapper.digest(told));
    }

    /// Parses a message. Empty for any other text; never throws.
    public static Optional<TerminationMessage> parse(@Nullable String json) {
        if (json == null || json.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(PodJson.read(json, TerminationMessage.class))
                    .filter(TerminationMessage::complete);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    @SuppressWarnings("ConstantValue") // Jackson sets null for a missing or unknown result
    private boolean complete() {
        return result != null;
    }

    private TerminationMessage withShorterMessage() {
        return message == null ? this : withMessage(Display.cut(message, MAX_MESSAGE));
    }
}
