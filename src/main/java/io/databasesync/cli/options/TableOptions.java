package io.databasesync.cli.options;

import io.databasesync.cli.terminal.Invocation;
import io.databasesync.sync.Operation;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequestBuilder;
import io.databasesync.sync.TableSelection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/// The options for databases and tables.
public class TableOptions extends DatabaseOptions {
    @Option(
            names = "--include",
            paramLabel = "GLOB",
            description =
                    "Globs over schema.table, such as public.archon_* (repeatable). A glob that matches no table is an"
                            + " error. Default: all tables.")
    private final List<String> include = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "GLOB", description = "Globs of tables to leave out (repeatable).")
    private final List<String> exclude = new ArrayList<>();

    /// The request from all options together.
    ///
    /// @throws io.databasesync.sync.SyncException `InvalidSpec`, if a database is not set or an option is wrong
    public final SyncRequest request(Invocation invocation, Operation operation) {
        SyncRequestBuilder request = databases(invocation);
        addTo(request);
        return request.runId(RunId.next(InstantSource.system()))
                .operation(operation)
                .requestedBy(System.getProperty("user.name", "unknown"))
                .build();
    }

    /// Applies the options over the values of the manifest.
    void addTo(SyncRequestBuilder request) {
        TableSelection tables = request.tables();
        request.tables(tables.withInclude(include.isEmpty() ? tables.include() : include)
                .withExclude(exclude.isEmpty() ? tables.exclude() : exclude));
    }
}
