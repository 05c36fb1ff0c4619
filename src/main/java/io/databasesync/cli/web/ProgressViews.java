package io.databasesync.cli.web;

import io.databasesync.api.ProgressStatus;
import io.databasesync.web.api.Progress;
import io.databasesync.web.api.Progress.Amount;
import io.databasesync.web.api.Progress.PhaseTime;
import io.databasesync.web.api.Progress.Table;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How far a run is, as the web server shows it: from the status of an object, or from the engine.
public final class ProgressViews {
    private static final int ENGINE_BEAT = 1; // seconds

    private ProgressViews() {}

    /// @param beatSeconds between two reports of the worker
    public static @Nullable Progress of(@Nullable ProgressStatus progress, @Nullable Integer beatSeconds) {
        if (progress == null) {
            return null;
        }
        ProgressStatus.@Nullable Bytes bytes = progress.bytes();
        return new Progress(
                progress.phase(),
                Objects.requireNonNullElse(progress.percent(), 0),
                amount(progress.tables()),
                amount(progress.rows()),
                bytes == null ? null : new Amount(bytes.done(), bytes.total()),
                amount(progress.indexes()),
                bytes == null ? null : bytes.perSecond(),
                progress.current(),
                progress.perTable().stream().map(ProgressViews::table).toList(),
                progress.phases().stream()
                        .filter(phase -> phase.phase() != null)
                        .map(phase -> new PhaseTime(phase.phase(), phase.startedAt()))
                        .toList(),
                progress.eta(),
                progress.heartbeat(),
                beatSeconds,
                progress.message());
    }

    /// @param phases the phases so far, oldest first
    public static Progress of(io.databasesync.sync.Progress progress, List<PhaseTime> phases, Instant now) {
        return new Progress(
                progress.phase(),
                progress.percent(),
                amount(progress.tables()),
                amount(progress.rows()),
                amount(progress.bytes()),
                amount(progress.indexes()),
                progress.bytesPerSecond(),
                progress.current(),
                progress.moving().stream().map(ProgressViews::table).toList(),
                phases,
                progress.eta(),
                now,
                ENGINE_BEAT,
                progress.message());
    }

    private static Table table(ProgressStatus.Table table) {
        return new Table(
                table.name(),
                table.working(),
                new Amount(table.rows(), table.rowsTotal()),
                new Amount(table.bytes(), table.bytesTotal()),
                table.perSecond());
    }

    private static Table table(io.databasesync.sync.Progress.TableProgress table) {
        return new Table(
                table.name(), table.working(), amount(table.rows()), amount(table.bytes()), table.bytesPerSecond());
    }

    private static @Nullable Amount amount(ProgressStatus.@Nullable Count count) {
        return count == null ? null : new Amount(count.done(), count.total());
    }

    private static Amount amount(io.databasesync.sync.Progress.Count count) {
        return new Amount(count.done(), count.total());
    }
}
