package io.databasesync.operator;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A run that should start, and why.
///
/// @param name the name of the run: the same demand always has the same name
/// @param reason shown in the run and in the history of the target
/// @param tried how many runs in a row got no connection before this one
/// @param scheduledFor the time of the schedule, if the clock asks
record Demand(
        String name, String reason, int tried, @Nullable Instant scheduledFor) {
    Demand(String name, String reason) {
        this(name, reason, 0);
    }

    Demand(String name, String reason, int tried) {
        this(name, reason, tried, null);
    }
}
