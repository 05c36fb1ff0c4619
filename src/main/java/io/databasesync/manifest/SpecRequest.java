package io.databasesync.manifest;

import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.Endpoint;
import io.databasesync.api.Endpoint.DeclaredIdentity;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.ConnectionSettings.Pin;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.sync.SyncRequestBuilder;
import io.databasesync.sync.TableSelection;
import io.databasesync.text.Durations;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Makes a spec a request to the engine. Missing fields get the request's defaults.
public final class SpecRequest {
    private SpecRequest() {}

    /// The request without `runId`, `operation` and `requestedBy`, which the caller sets.
    ///
    /// @param spec the spec as [SpecReader] has read it
    /// @throws SyncException `InvalidSpec`, if the spec makes no sense
    public static SyncRequestBuilder of(DatabaseSyncSpec spec, ConnectionSettings local, ConnectionSettings remote) {
        SyncRequestBuilder request = SyncRequest.between(
                        direction(spec), held(local, spec.local(), "local"), held(remote, spec.remote(), "remote"))
                .tables(tables(spec.tables()))
                .parallelism(parallelism(spec.parallelism()))
                .safety(safety(spec.safety()));
        Optional.ofNullable(spec.mode()).ifPresent(request::mode);
        Optional.ofNullable(spec.verification()).ifPresent(request::verification);
        Optional.ofNullable(spec.approval()).ifPresent(request::approval);
        Optional.ofNullable(spec.retry()).map(DatabaseSyncSpec.Retry::attempts).ifPresent(request::attempts);
        return request;
    }

    /// An identity in the spec counts more than one that an earlier run reached.
    private static ConnectionSettings held(ConnectionSettings settings, Endpoint end, String side) {
        DeclaredIdentity declared = end.identity();
        return declared == null
                ? settings
                : settings.withPin(Pin.declared(declared.identity().value(), "spec.%s.identity".formatted(side)));
    }

    static Direction direction(DatabaseSyncSpec spec) {
        if (spec.direction() == null) {
            throw SyncException.of(
                    Reason.InvalidSpec,
                    "spec.direction",
                    "spec.direction is missing",
                    Fix.advice("set it to LocalToRemote or RemoteToLocal"));
        }
        return spec.direction();
    }

    static TableSelection tables(DatabaseSyncSpec.@Nullable Tables tables) {
        if (tables == null) {
            return TableSelection.ALL;
        }
        return new TableSelection(
                tables.include(),
                tables.exclude(),
                or(tables.missing(), TableSelection.ALL.missing()),
                or(tables.columns(), TableSelection.ALL.columns()),
                or(tables.materializedViews(), TableSelection.ALL.materializedViews()));
    }

    static Parallelism parallelism(DatabaseSyncSpec.@Nullable Parallelism parallelism) {
        Parallelism defaults = Parallelism.DEFAULT;
        if (parallelism == null) {
            return defaults;
        }
        return new Parallelism(
                or(parallelism.tables(), defaults.tables()),
                or(parallelism.indexes(), defaults.indexes()),
                defaults.parts(),
                parallelism.tables() == null,
                parallelism.indexes() == null);
    }

    static Safety safety(DatabaseSyncSpec.@Nullable Safety safety) {
        Safety defaults = Safety.DEFAULT;
        if (safety == null) {
            return defaults;
        }
        return new Safety(
                or(safety.keepPrevious(), defaults.keepPrevious()),
                or(duration("safety.lockTimeout", safety.lockTimeout()), defaults.lockTimeout()),
                or(safety.maxShrinkPercent(), defaults.maxShrinkPercent()),
                safety.targetFreeBytes(),
                or(safety.targetWrites(), defaults.targetWrites()),
                or(duration("safety.reconnect", safety.reconnect()), defaults.reconnect()));
    }

    static @Nullable Duration duration(String field, @Nullable String text) {
        try {
            return text == null ? null : Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw SyncException.of(Reason.InvalidSpec, "spec." + field, "" + e.getMessage(), Fix.advice("correct it"))
                    .causedBy(e);
        }
    }

    private static <T> T or(@Nullable T value, T otherwise) {
        return Optional.ofNullable(value).orElse(otherwise);
    }
}
