package io.databasesync.manifest;

import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.Durations;
import io.databasesync.sync.Approval;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Agreement;
import io.databasesync.sync.TableSelection;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A manifest's spec as the engine's values; what it leaves out gets the request's defaults.
public record SpecValues(
        Direction direction,
        TableSelection tables,
        SyncRequest.Method method,
        SyncRequest.Parallelism parallelism,
        SyncRequest.Safety safety) {

    /// @throws SyncException `InvalidSpec`, if the spec makes no sense
    public static SpecValues of(DatabaseSyncSpec spec) {
        Direction direction = spec.direction();
        if (direction == null) {
            throw new SyncException(
                    Reason.InvalidSpec, "spec.direction is missing; set it to LocalToRemote or RemoteToLocal");
        }
        return new SpecValues(
                direction, tables(spec.tables()), method(spec), parallelism(spec.parallelism()), safety(spec));
    }

    private static TableSelection tables(DatabaseSyncSpec.@Nullable Tables tables) {
        if (tables == null) {
            return TableSelection.ALL;
        }
        return new TableSelection(
                tables.include(),
                tables.exclude(),
                or(tables.missing(), TableSelection.ALL.missing()),
                or(tables.columns(), TableSelection.ALL.columns()));
    }

    private static SyncRequest.Method method(DatabaseSyncSpec spec) {
        SyncRequest.Method defaults = SyncRequest.Method.DEFAULT;
        return new SyncRequest.Method(
                or(spec.verification(), defaults.verification()), or(spec.mode(), defaults.mode()));
    }

    private static SyncRequest.Parallelism parallelism(DatabaseSyncSpec.@Nullable Parallelism parallelism) {
        SyncRequest.Parallelism defaults = SyncRequest.Parallelism.DEFAULT;
        if (parallelism == null) {
            return defaults;
        }
        return new SyncRequest.Parallelism(
                or(parallelism.tables(), defaults.tables()), or(parallelism.indexes(), defaults.indexes()));
    }

    private static SyncRequest.Safety safety(DatabaseSyncSpec spec) {
        SyncRequest.Safety defaults = SyncRequest.Safety.DEFAULT;
        Agreement agreement = agreement(spec.approval(), null);
        DatabaseSyncSpec.Safety safety = spec.safety();
        if (safety == null) {
            return new SyncRequest.Safety(
                    defaults.keepPrevious(), defaults.lockTimeout(), defaults.maxShrinkPercent(), null, agreement);
        }
        return new SyncRequest.Safety(
                or(safety.keepPrevious(), defaults.keepPrevious()),
                or(duration("safety.lockTimeout", safety.lockTimeout()), defaults.lockTimeout()),
                or(safety.maxShrinkPercent(), defaults.maxShrinkPercent()),
                safety.targetFreeBytes(),
                agreement);
    }

    /// @param plan the hash of the plan that somebody has agreed to
    static Agreement agreement(@Nullable Approval needed, @Nullable String plan) {
        return new Agreement(or(needed, Approval.Never), plan);
    }

    static @Nullable Duration duration(String field, @Nullable String text) {
        try {
            return text == null ? null : Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new SyncException(Reason.InvalidSpec, "spec.%s: %s".formatted(field, e.getMessage()), e);
        }
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return Optional.ofNullable(value).orElse(otherwise);
    }
}
