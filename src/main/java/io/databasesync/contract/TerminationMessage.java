package io.databasesync.contract;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
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

/// The last words of a worker: it writes them to `/dev/termination-log`, the kubelet puts them into the pod's status,
/// the
/// operator reads them there. Kubernetes cuts at 4096 bytes, so the message is cut here, where JSON stays JSON.
///
/// @param phase where the run was when it failed
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
        @Nullable PlanReference plan)
        implements TerminationMessageBuilder.With {

    /// Which plan the worker has made. The plan itself has no room here: it is in `status.progress.plan`.
    ///
    /// @param hash of the plan, as it is approved
    /// @param digest of what is in the status
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record PlanReference(String hash, String digest) {}

    private static final int MAX_BYTES = 4096;
    /// As JSON one character takes six bytes at most: `\` and `u001b`.
    private static final int MAX_MESSAGE = 550;

    /// At most 4096 bytes of UTF-8.
    public String toJson() {
        String json = PodJson.write(this);
        return json.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES ? json : PodJson.write(withShorterMessage());
    }

    /// The same, of a worker that has made a plan.
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

    /// Empty for anything that is not such a message; never throws.
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

    @SuppressWarnings("ConstantValue") // Jackson fills in null for a result that is absent or unknown
    private boolean complete() {
        return result != null;
    }

    private TerminationMessage withShorterMessage() {
        return message == null ? this : withMessage(Display.cut(message, MAX_MESSAGE));
    }
}
