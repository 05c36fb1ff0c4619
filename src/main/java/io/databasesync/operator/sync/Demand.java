package io.databasesync.operator.sync;

import io.databasesync.sync.Operation;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A run that should start, and why.
///
/// @param name the name of the run: the same demand always has the same name
/// @param reason shown in the run and in the history of the target
/// @param tried how many runs in a row got no connection, or found another database, before this one
/// @param operation `Sync`, or `Plan` if the run only looks
/// @param requestedBy what asked for it: `schedule`, `trigger` or `operator`
/// @param scheduledFor the time of the schedule, if the clock asks
public record Demand(
        String name,
        String reason,
        int tried,
        Operation operation,
        String requestedBy,
        @Nullable Instant scheduledFor) {
    private static final String OPERATOR = "operator";

    Demand(String name, String reason, int tried, Operation operation) {
        this(name, reason, tried, operation, OPERATOR, null);
    }

    /// A run that the clock asks for.
    static Demand scheduled(String name, Instant time) {
        return new Demand(name, "scheduled for " + time, 0, Operation.Sync, "schedule", time);
    }

    /// The same run, asked for by `spec.trigger`.
    Demand triggered() {
        return new Demand(name, reason, tried, operation, "trigger", scheduledFor);
    }

    Demand(String name, String reason, int tried) {
        this(name, reason, tried, Operation.Sync);
    }

    Demand(String name, String reason) {
        this(name, reason, 0);
    }
}
