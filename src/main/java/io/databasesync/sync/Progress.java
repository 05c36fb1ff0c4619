package io.databasesync.sync;

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
        boolean reconnecting) {
    /// How many tables a progress names.
    public static final int MAX_MOVING = 50;

    /// Of a run that has its connections.
    public Progress(
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
            List<TableProgress> moving) {
        this(phase, percent, tables, rows, bytes, bytesPerSecond, indexes, current, eta, message, moving, false);
    }

    public Progress {
        current = List.copyOf(current);
        moving = List.copyOf(moving);
    }

    /// The same progress with another message.
    public Progress saying(String words) {
        return with(words, reconnecting);
    }

    /// The same progress of a run whose connections to the target are lost.
    public Progress waitingForTheTarget(String words) {
        return with(words, true);
    }

    private Progress with(String words, boolean lost) {
        return new Progress(
                phase, percent, tables, rows, bytes, bytesPerSecond, indexes, current, eta, words, moving, lost);
    }

    public record Count(long done, long total) {}

    /// The progress of one table.
    ///
    /// @param working whether its rows move now
    /// @param rows the total is the source's estimate until the table is complete
    /// @param bytesPerSecond averaged over the copying of the table
    public record TableProgress(String name, boolean working, Count rows, Count bytes, long bytesPerSecond) {}
}
