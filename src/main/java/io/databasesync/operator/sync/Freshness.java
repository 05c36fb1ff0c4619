package io.databasesync.operator.sync;

import io.databasesync.api.ConditionReason;
import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.operator.status.Conditions;
import io.databasesync.text.Durations;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How old the last success may be: `spec.maxAge`.
///
/// @param until when the last success becomes too old
/// @param known whether there was a success; without one, the age counts from the creation of the sync
record Freshness(String maxAge, Instant until, boolean known) {
    /// Empty without a valid `spec.maxAge`.
    static Optional<Freshness> of(SyncState state, @Nullable Instant lastSuccess) {
        String maxAge = state.spec().maxAge();
        if (maxAge == null || state.turn().problem().isPresent()) {
            return Optional.empty();
        }
        String created = state.sync().getMetadata().getCreationTimestamp();
        Instant from = lastSuccess != null ? lastSuccess : created == null ? state.now() : Instant.parse(created);
        return Optional.of(new Freshness(maxAge, from.plus(Durations.parse(maxAge)), lastSuccess != null));
    }

    /// @throws IllegalArgumentException if `spec.maxAge` is no duration
    static void check(DatabaseSyncSpec spec) {
        try {
            if (spec.maxAge() != null) {
                Durations.parse(spec.maxAge());
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("spec.maxAge: " + e.getMessage(), e);
        }
    }

    /// Sets the condition `Fresh`. It is absent while the sync is young and has had no success.
    void show(Conditions next, Instant now) {
        if (now.isAfter(until)) {
            String what = known ? "the last success is older than %s" : "%s have passed without a success";
            next.set(
                    Conditions.FRESH, false, ConditionReason.MaxAgeExceeded, what.formatted(maxAge) + " (spec.maxAge)");
        } else if (known) {
            next.set(
                    Conditions.FRESH,
                    true,
                    ConditionReason.WithinMaxAge,
                    "the last success is recent enough until %s".formatted(until));
        }
    }
}
