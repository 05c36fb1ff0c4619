package io.databasesync.cli.web.engine;

import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.ConnectionSettings.HostPort;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.RecordedRun;
import io.databasesync.sync.SyncRequest;
import io.databasesync.text.Display;
import io.databasesync.web.api.Endpoint;
import io.databasesync.web.api.PastRun;
import io.databasesync.web.api.Progress;
import io.databasesync.web.api.RunView;
import io.databasesync.web.api.SyncView;
import io.databasesync.web.api.SyncView.ActiveRun;
import io.databasesync.web.api.SyncViewBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The two databases of the terminal, as the one sync that the page shows.
final class EngineSync {
    private EngineSync() {}

    /// @param runs oldest first
    static SyncView of(SyncRequest request, List<EngineRun> runs) {
        Direction direction = request.direction();
        ConnectionSettings local = direction.source(request.source(), request.target());
        ConnectionSettings remote = direction.target(request.source(), request.target());
        List<RunView> newest = runs.reversed().stream().map(EngineRun::view).toList();
        Optional<RunView> active =
                newest.stream().filter(run -> run.result() == null).findFirst();
        Optional<RunView> last = newest.stream()
                .filter(run -> run.result() != null && writes(run.operation()))
                .findFirst();
        return SyncViewBuilder.builder()
                .namespace(EngineCaller.NAMESPACE)
                .name(EngineCaller.SYNC)
                .direction(direction)
                .local(endpoint(local, direction == Direction.RemoteToLocal))
                .remote(endpoint(remote, direction == Direction.LocalToRemote))
                .state(active.map(run -> run.phase().name())
                        .or(() -> last.map(EngineSync::state))
                        .orElse("Idle"))
                .ready(last.map(run -> "Succeeded".equals(run.result())).orElse(null))
                .reason(last.map(RunView::reason).orElse(null))
                .message(active.map(EngineSync::message)
                        .or(() -> last.map(RunView::message))
                        .orElse(null))
                .fix(last.map(RunView::fix).orElse(null))
                .activeRun(active.map(EngineSync::active).orElse(null))
                .lastRun(last.map(PastRun::of).orElse(null))
                .lastSuccess(newest.stream()
                        .filter(run -> run.operation() == Operation.Sync && "Succeeded".equals(run.result()))
                        .findFirst()
                        .map(RunView::finishedAt)
                        .orElse(null))
                .version(Integer.toString(newest.size())
                        + newest.stream().findFirst().map(RunView::version).orElse(""))
                .build();
    }

    private static boolean writes(@Nullable Operation operation) {
        return operation == Operation.Sync || operation == Operation.Rollback;
    }

    private static String state(RunView last) {
        boolean back = last.operation() == Operation.Rollback && "Succeeded".equals(last.result());
        return back ? "RolledBack" : last.phase().name();
    }

    private static @Nullable String message(RunView run) {
        return run.progress() == null ? null : run.progress().message();
    }

    private static Endpoint endpoint(ConnectionSettings end, boolean replaced) {
        String hosts = end.hosts().stream().map(HostPort::toString).collect(Collectors.joining(","));
        return new Endpoint(hosts, end.database(), end.environment(), end.readOnly(), replaced);
    }

    private static ActiveRun active(RunView run) {
        Progress progress = run.progress();
        if (progress == null) {
            return new ActiveRun(run.name(), run.operation(), 0, null, null, null);
        }
        String tables = progress.tables() == null
                ? null
                : progress.tables().done() + "/" + progress.tables().total();
        Long rate = progress.bytesPerSecond();
        return new ActiveRun(
                run.name(),
                run.operation(),
                progress.percent(),
                tables,
                rate == null || rate <= 0 ? null : Display.rate(rate),
                progress.eta());
    }

    /// A run as the target has recorded it. Its page cannot be opened.
    static PastRun past(RecordedRun run) {
        return new PastRun(
                run.runId(),
                operation(run.operation()),
                run.result(),
                run.reason(),
                run.error(),
                run.requestedBy(),
                run.startedAt(),
                run.finishedAt(),
                run.rows(),
                run.bytes(),
                false);
    }

    // the target may have been written by another version
    private static @Nullable Operation operation(String name) {
        return Arrays.stream(Operation.values())
                .filter(operation -> operation.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /// The command that does the same in a terminal.
    static String command(SyncRequest request) {
        return "dbsync sync --direction=" + request.direction().source("local-to-remote", "remote-to-local");
    }
}
