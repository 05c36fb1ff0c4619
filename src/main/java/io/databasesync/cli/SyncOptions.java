package io.databasesync.cli;

import io.databasesync.sync.Operation;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.TableSelection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What to sync, as options say it.
final class SyncOptions extends RunOptions {
    @Option(
            names = "--columns",
            paramLabel = "COLUMNS",
            description = "strict (default) refuses tables whose columns differ; intersect copies the columns that both"
                    + " databases have. The target's other columns get their defaults.")
    private TableSelection.@Nullable Columns columns;

    @Option(
            names = "--tables-at-once",
            paramLabel = "N",
            description = "How many tables are copied at the same time (default: 4).")
    private @Nullable Integer tablesAtOnce;

    /// @throws io.databasesync.sync.SyncException `InvalidSpec`, if a database is not set or an option
    /// makes no sense
    SyncRequest request(Invocation invocation) {
        SyncRequest request = request(invocation, Operation.Sync);
        TableSelection tables = request.tables();
        return new SyncRequest(
                request.syncId(),
                request.operation(),
                request.direction(),
                request.source(),
                request.target(),
                new TableSelection(
                        tables.include(),
                        tables.exclude(),
                        tables.missing(),
                        columns == null ? tables.columns() : columns),
                request.method(),
                tablesAtOnce == null
                        ? request.parallelism()
                        : new Parallelism(tablesAtOnce, request.parallelism().indexes()),
                request.safety(),
                request.requestedBy());
    }
}
