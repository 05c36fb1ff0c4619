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
        String message) {

    public Progress {
        current = List.copyOf(current);
    }

    public record Count(long done, long total) {}
}
