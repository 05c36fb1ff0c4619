package io.databasesync.engine.validation;

import io.databasesync.engine.work.IndexBuild;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Plan.Estimate;
import io.databasesync.sync.Plan.Space;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import io.databasesync.text.Display;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/// What a run takes of time and of the target's disk: arithmetic on what the catalogs say.
///
/// @param indexesAtOnce indexes that are built, and sorted, at the same time
/// @param maxWalBytes what the target's write-ahead log may grow to
public record Costs(SyncRequest request, List<TablePair> pairs, int indexesAtOnce, long maxWalBytes) {
    /// Measured with source, target and run on two cores, and no network between them.
    private static final long BYTES_A_SECOND = 60_000_000;

    /// Connecting, reading catalogs, publishing.
    private static final Duration ALWAYS = Duration.ofSeconds(2);

    /// Of what is written, for fill factors and estimates that are off.
    private static final int MARGIN_PERCENT = 10;

    private static final String BASIS =
            "rows and indexes at %s/s, as measured on two cores without a network between; slower ones take longer"
                    .formatted(Display.bytes(BYTES_A_SECOND));

    public Estimate estimate() {
        long work = rows() * (request.verification() == Comparison.Checksum ? 2 : 1)
                + pairs.stream()
                        .flatMap(p -> p.shape().indexes().stream().map(i -> IndexBuild.cost(p, i)))
                        .mapToLong(Long::longValue)
                        .sum();
        Duration duration = ALWAYS.plusSeconds(work / BYTES_A_SECOND);
        return new Estimate(duration, BASIS, space());
    }

    /// A swap has both copies until the generation goes; in place, what `TRUNCATE` takes away stays until the commit.
    Space space() {
        long rows = rows();
        List<Long> indexes = pairs.stream()
                .flatMap(p -> p.shape().indexes().stream().map(i -> indexBytes(p, i)))
                .sorted(Comparator.reverseOrder())
                .toList();
        long indexBytes = indexes.stream().mapToLong(Long::longValue).sum();
        long sorted =
                indexes.stream().limit(indexesAtOnce).mapToLong(Long::longValue).sum();
        long written = rows + indexBytes;
        long headroom = written / 100 * MARGIN_PERCENT + sorted + Math.min(maxWalBytes, written);
        return new Space(rows, indexBytes, headroom, request.safety().targetFreeBytes());
    }

    /// Makes sure that the target has the room, if somebody said how much that is.
    ///
    /// @throws SyncException `SpaceLow`
    public void enough() {
        Space space = space();
        Long free = space.free();
        if (free != null && space.needed() > free) {
            throw new SyncException(
                    Reason.SpaceLow,
                    "the target needs %s for a second copy (%s of rows, %s of indexes, %s to sort, log and spare), and safety.targetFreeBytes says that %s are free; make room and correct it, or exclude tables"
                            .formatted(
                                    Display.bytes(space.needed()),
                                    Display.bytes(space.tables()),
                                    Display.bytes(space.indexes()),
                                    Display.bytes(space.headroom()),
                                    Display.bytes(free)));
        }
    }

    private long rows() {
        return pairs.stream().mapToLong(p -> p.source().table().bytes()).sum();
    }

    // One that only the target has will be over more rows than it is now, or over fewer.
    private static long indexBytes(TablePair pair, Index index) {
        return IndexBuild.bytes(
                pair, index, Math.max(index.bytes(), pair.source().table().bytes() / 8));
    }
}
