package io.databasesync.web.api;

import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

/// Why a request was not answered. It becomes a [Problem].
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Why why;

    public Refusal(Why why) {
        super(why.detail(), null, false, false);
        this.why = why;
    }

    /// A refusal with a status and a sentence.
    public static Refusal of(int status, String detail) {
        return new Refusal(Why.of(status, detail));
    }

    public Why why() {
        return why;
    }

    /// @param reason one of ours; null if none fits
    /// @param field the field or header to change
    /// @param run the run that is in the way
    /// @param retryAfter seconds; null if it is no use to try again
    @RecordBuilder
    public record Why(
            int status,
            String detail,
            @Nullable String reason,
            @Nullable String field,
            @Nullable String fix,
            @Nullable String run,
            @Nullable Integer retryAfter)
            implements RefusalWhyBuilder.With {

        public static Why of(int status, String detail) {
            return new Why(status, detail, null, null, null, null, null);
        }

        public Refusal refusal() {
            return new Refusal(this);
        }
    }
}
