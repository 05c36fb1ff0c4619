package io.databasesync.cli.options;

import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.SyncRequestBuilder;
import io.databasesync.sync.TableSelection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of `dbsync verify`: which content is compared. A sync has them too.
public class VerifyOptions extends TableOptions {
    @Option(
            names = "--columns",
            paramLabel = "COLUMNS",
            description = "strict (default) refuses tables whose columns differ; intersect copies or compares the"
                    + " columns that both databases have. A sync fills the target's other columns with their defaults.")
    private TableSelection.@Nullable Columns columns;

    @Option(
            names = "--tables-at-once",
            paramLabel = "N",
            description =
                    "How many tables are copied or compared at the same time. Default: the run finds out how many copy fastest, up to 8.")
    private @Nullable Integer tablesAtOnce;

    @Override
    void addTo(SyncRequestBuilder request) {
        super.addTo(request);
        if (columns != null) {
            request.tables(request.tables().withColumns(columns));
        }
        if (tablesAtOnce != null) {
            request.parallelism(
                    new Parallelism(tablesAtOnce, request.parallelism().indexes()));
        }
    }
}
