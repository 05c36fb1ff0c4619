package io.databasesync.cli.options;

import io.databasesync.sync.Comparison;
import io.databasesync.sync.Mode;
import io.databasesync.sync.SyncRequestBuilder;
import io.databasesync.sync.TableSelection;
import io.databasesync.sync.TargetWrites;
import io.databasesync.text.ByteSize;
import io.databasesync.text.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// The options of `dbsync sync`, and of commands that plan one: what to sync, and how.
public final class SyncOptions extends VerifyOptions {
    @Option(
            names = "--verification",
            paramLabel = "COMPARISON",
            description = "counts (default) compares the number of rows of every table before anything is visible;"
                    + " checksum compares their content too.")
    private @Nullable Comparison verification;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description =
                    "auto (default) copies beside the tables, swaps those that can be swapped, and fills the others from"
                            + " the copy; in place only if the target allows no copy; swap refuses tables that cannot be swapped; in-place empties and"
                            + " fills the tables in one transaction, and readers wait until it ends.",
            converter = ModeName.class)
    private @Nullable Mode mode;

    @Option(
            names = "--materialized-views",
            paramLabel = "VIEWS",
            description = "rebuild (default) builds materialized views over the tables again, and publishes them"
                    + " together; leave keeps their rows until you refresh them; refuse refuses the sync.")
    private TableSelection.@Nullable MaterializedViews materializedViews;

    @Option(
            names = "--max-shrink-percent",
            paramLabel = "PERCENT",
            description = "Refuse to take away more of the target's rows than this (default: 50), or to empty a table"
                    + " of 1000 rows or more. 100 allows everything.")
    private @Nullable Integer maxShrinkPercent;

    @Option(
            names = "--target-free-bytes",
            paramLabel = "SIZE",
            converter = Size.class,
            description =
                    "The free bytes on the target's disk, such as 10GB or 10Gi; PostgreSQL does not report them. A sync"
                            + " that needs more is refused.")
    private @Nullable Long targetFreeBytes;

    @Option(
            names = "--target-writes",
            paramLabel = "CHOICE",
            description = "If others write to the target's tables during the sync: warn (default) names the tables and"
                    + " about how many rows; refuse ends the sync before it publishes; block makes them wait until the"
                    + " sync has published.")
    private @Nullable TargetWrites targetWrites;

    @Option(
            names = "--reconnect",
            paramLabel = "DURATION",
            converter = Time.class,
            description =
                    "How long a sync that has begun to copy waits for a target whose connections are lost, such as"
                            + " 60s (default) or 5m; 0s for not at all.")
    private @Nullable Duration reconnect;

    @Override
    void addTo(SyncRequestBuilder request) {
        super.addTo(request);
        if (verification != null) {
            request.verification(verification);
        }
        if (mode != null) {
            request.mode(mode);
        }
        if (materializedViews != null) {
            request.tables(request.tables().withMaterializedViews(materializedViews));
        }
        if (maxShrinkPercent != null) {
            request.safety(request.safety().withMaxShrinkPercent(maxShrinkPercent));
        }
        if (targetFreeBytes != null) {
            request.safety(request.safety().withTargetFreeBytes(targetFreeBytes));
        }
        if (targetWrites != null) {
            request.safety(request.safety().withTargetWrites(targetWrites));
        }
        if (reconnect != null) {
            request.safety(request.safety().withReconnect(reconnect));
        }
    }

    /// Spelled as people type it.
    static final class ModeName implements ITypeConverter<Mode> {
        @Override
        public Mode convert(String value) {
            return switch (value) {
                case "auto" -> Mode.Auto;
                case "swap" -> Mode.Swap;
                case "in-place" -> Mode.InPlace;
                default ->
                    throw new TypeConversionException("'%s' is neither auto nor swap nor in-place".formatted(value));
            };
        }
    }

    /// Spelled as in PostgreSQL or Kubernetes.
    static final class Size implements ITypeConverter<Long> {
        @Override
        public Long convert(String value) {
            try {
                return ByteSize.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("" + e.getMessage());
            }
        }
    }

    /// Spelled as in a manifest.
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            try {
                return Durations.parse(value);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("" + e.getMessage());
            }
        }
    }
}
