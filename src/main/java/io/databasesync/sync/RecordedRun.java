package io.databasesync.sync;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A run as the target's history records it.
///
/// @param result `Succeeded`, `Failed`, `Cancelled`, or `Running` if it has not ended
/// @param reason why it failed or was cancelled, in one word
/// @param mode how its rows were replaced; absent unless it published a sync
/// @param verification what it compared
/// @param error why it failed, as a sentence
public record RecordedRun(
        String runId,
        String operation,
        String result,
        @Nullable String reason,
        String direction,
        String source,
        String target,
        @Nullable String mode,
        int tables,
        long rows,
        long bytes,
        String requestedBy,
        Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String verification,
        @Nullable String error) {}
