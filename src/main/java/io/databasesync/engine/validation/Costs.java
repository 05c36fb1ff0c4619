package io.databasesync.engine.validation;

import io.databasesync.engine.work.IndexBuild;
import io.databasesync.postgres.catalog.DependentView;
import io.databasesync.postgres.catalog.Index;
import io.databasesync.postgres.definition.MovingViews;
import io.databasesync.postgres.definition.TablePair;
import io.databasesync.sync.Comparison;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Plan.Estimate;
import io.databasesync.sync.Plan.Space;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import io.databasesync.text.Display;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Estimates the time and the target's disk space that a run needs, from figures of the catalogs.
///
/// @param views that are made again over the new tables
/// @param indexesAtOnce number of indexes that are built, and sorted, at the same time
/// @param maxWalBytes size to which the target's write-ahead log may grow
public record Costs(
        SyncRequest request, List<TablePair> pairs, MovingViews views, int indexesAtOnce, long maxWalBytes) {
    /// Rows that are copied from server to server, measured with source, target and run on two cores and no network
    /// between them: 114 to 150 MB/s, in `docs/benchmarks.md`.
    private static final long COPIED_A_SECOND = 120_000_000;

    /// Indexes that are built, measured there too, and rows that one statement writes on one server.
    private static final long BUILT_A_SECOND = 60_000_000;

    private static final long MILLIS = 1000;

    /// Calls of a function that looks one row up by its key.
    private static final long CALLS_A_SECOND = 200_000;

    /// What a small table takes, made and published with 2,000 others, measured there too.
    private static final long TABLE_MILLIS = 12;

    /// Every run waits for the answers to so many messages, one after the other.
    private static final int MESSAGES = 27;

    /// So many tables together need one message more.
    private static final int TABLES_A_MESSAGE = 3;

    /// Connecting, reading catalogs, publishing.
    private static final Duration ALWAYS = Duration.ofSeconds(2);

    /// Share of the written bytes, for fill factors and inexact estimates.
    private static final int MARGIN_PERCENT = 10;

    private static final String BASIS =
            "rows at %s/s, indexes at %s/s and %d ms a table, as measured on two cores without a network, and the round trips; slower machines take longer"
                    .formatted(Display.bytes(COPIED_A_SECOND), Display.bytes(BUILT_A_SECOND), TABLE_MILLIS);

    /// @param roundTrip to the source and back, and to the target and back
    public Estimate estimate(Duration roundTrip) {
        long copied = rows() * (request.verification() == Comparison.Checksum ? 2 : 1);
        long built = pairs.stream()
                        .flatMap(p -> p.definition().indexes().stream().map(i -> IndexBuild.cost(p, i)))
                        .mapToLong(Long::longValue)
                        .sum()
                + views.rebuilt().stream().mapToLong(Costs::work).sum();
        Duration duration = ALWAYS.plusMillis(copied / (COPIED_A_SECOND / MILLIS))
                .plusMillis(built / (BUILT_A_SECOND / MILLIS))
                .plusMillis(TABLE_MILLIS * pairs.size())
                .plus(roundTrip.multipliedBy(MESSAGES))
                .plus(onTheWay(roundTrip, pairs.size()));
        return new Estimate(Duration.ofSeconds(duration.plusMillis(MILLIS / 2).toSeconds()), BASIS, space());
    }

    /// The time in which the messages about tables are on the way.
    public static Duration onTheWay(Duration roundTrip, int tables) {
        return roundTrip.multipliedBy(tables).dividedBy(TABLES_A_MESSAGE);
    }

    /// The space for a second copy, in both ways. A swap keeps the old tables until the run drops their generation.
    /// In place, the rows that `TRUNCATE` removes stay on disk until the commit.
    Space space() {
        long rows = rows()
                + views.rebuilt().stream().mapToLong(DependentView::bytes).sum();
        List<Long> indexes = Stream.concat(
                        pairs.stream()
                                .flatMap(p -> p.definition().indexes().stream().map(i -> indexBytes(p, i))),
                        views.rebuilt().stream()
                                .flatMap(v -> v.indexes().stream())
                                .map(Index::bytes))
                .sorted(Comparator.reverseOrder())
                .toList();
        long indexBytes = indexes.stream().mapToLong(Long::longValue).sum();
        long sorted =
                indexes.stream().limit(indexesAtOnce).mapToLong(Long::longValue).sum();
        long written = rows + indexBytes;
        long headroom = written / 100 * MARGIN_PERCENT + sorted + Math.min(maxWalBytes, written);
        return new Space(rows, indexBytes, headroom, request.safety().targetFreeBytes());
    }

    /// Checks that the target has enough free space, if the request says how much is free.
    ///
    /// @throws SyncException `SpaceLow`
    public void enough() {
        Space space = space();
        Long free = space.free();
        if (free != null && space.needed() > free) {
            throw SyncException.of(
                    Reason.SpaceLow,
                    "safety.targetFreeBytes",
                    "the target needs %s for a second copy (%s of rows, %s of indexes, %s to sort, log and spare), and safety.targetFreeBytes says that %s are free"
                            .formatted(
                                    Display.bytes(space.needed()),
                                    Display.bytes(space.tables()),
                                    Display.bytes(space.indexes()),
                                    Display.bytes(space.headroom()),
                                    Display.bytes(free)),
                    Fix.advice("make room and correct safety.targetFreeBytes, or exclude tables"));
        }
    }

    /// How long readers of a table wait while it is filled from its stage on the same server.
    public static Duration filling(TablePair pair) {
        long bytes = pair.source().table().bytes()
                + pair.target().map(t -> t.table().bytes()).orElse(0L)
                + pair.definition().indexes().stream()
                        .mapToLong(i -> IndexBuild.cost(pair, i))
                        .sum();
        return Duration.ofSeconds(1 + bytes / BUILT_A_SECOND);
    }

    /// The time in which the server calls a function for every row of a table.
    public static Duration checking(TablePair pair) {
        return Duration.ofSeconds(1 + pair.source().table().estimatedRows() / CALLS_A_SECOND);
    }

    /// Bytes that a materialized view is read and written for. What its query costs is unknown.
    public static long work(DependentView view) {
        return 2 * view.bytes() + view.indexBytes();
    }

    /// The expected time of building a materialized view again.
    public static Duration duration(DependentView view) {
        return Duration.ofSeconds(work(view) / BUILT_A_SECOND);
    }

    private long rows() {
        return pairs.stream().mapToLong(p -> p.source().table().bytes()).sum();
    }

    // An index that only the target has will cover more or fewer rows than it does now.
    private static long indexBytes(TablePair pair, Index index) {
        return IndexBuild.bytes(
                pair, index, Math.max(index.bytes(), pair.source().table().bytes() / 8));
    }
}
