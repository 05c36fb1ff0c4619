package io.databasesync.sync;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The progress of a run at one instant.
///
/// @param percent 0 to 100, weighted by planned bytes and index cost; never decreases within an attempt and is
/// 100 only when the new content is visible
/// @param rows totals are the source's estimates until the rows are counted
/// @param bytesPerSecond on the wire, averaged over the copying until now
/// @param current the current work, for people
/// @param moving the tables that matter most, those in work first
/// @param reconnecting whether the run waits for a target whose connections are lost; the message says why
/// @param eta the estimated end of the run at this pace; absent while it is unknown
@RecordBuilder
public record Progress(
        Phase phase,
        int percent,
        Count tables,
        Count rows,
        Count bytes,
        long bytesPerSecond,
        Count indexes,
        List<String> current,
        @Nullable Instant eta,
        String message,
        List<TableProgress> moving,
        boolean reconnecting)
        implements ProgressBuilder.With {
    /// How many tables a progress names.
    public static final int MAX_MOVING = 50;

    public Progress {
        current = List.copyOf(current);
        moving = List.copyOf(moving);
    }

    /// The same progress of a run whose connections to the target are lost.
    public Progress waitingForTheTarget(String words) {
        return withMessage(words).withReconnecting(true);
    }

    public record Count(long done, long total) {}

    /// The progress of one table.
    ///
    /// @param working whether its rows move now
    /// @param rows the total is the source's estimate until the table is complete
    /// @param bytesPerSecond averaged over the copying of the table
    public record TableProgress(String name, boolean working, Count rows, Count bytes, long bytesPerSecond) {}
}
