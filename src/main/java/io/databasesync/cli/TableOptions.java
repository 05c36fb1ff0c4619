package io.databasesync.cli;

import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.manifest.SpecReader;
import io.databasesync.manifest.SpecRequest;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequestBuilder;
import io.databasesync.sync.TableSelection;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/// The options for databases and tables.
class TableOptions {
    @Spec(Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--direction",
            paramLabel = "DIRECTION",
            converter = DirectionName.class,
            description = "local-to-remote replaces tables of the remote database, remote-to-local of the local one.")
    private @Nullable Direction direction;

    @Option(
            names = "--include",
            paramLabel = "GLOB",
            description =
                    "Globs over schema.table, such as public.archon_* (repeatable). A glob that matches no table is an"
                            + " error. Default: all tables.")
    private final List<String> include = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "GLOB", description = "Globs of tables to leave out (repeatable).")
    private final List<String> exclude = new ArrayList<>();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = {
                "A DatabaseSync manifest to take direction, tables, mode, verification, approval, parallelism, safety"
                        + " and protection from.",
                "The databases still come from the environment. Other options on the command line win;"
                        + " another direction is refused."
            })
    private @Nullable Path file;

    /// The request from all options together.
    ///
    /// @throws io.databasesync.sync.SyncException `InvalidSpec`, if a database is not set or an option is wrong
    final SyncRequest request(Invocation invocation, Operation operation) {
        SyncRequestBuilder request = wanted(invocation);
        addTo(request);
        return request.runId(RunId.next(InstantSource.system()))
                .operation(operation)
                .requestedBy(System.getProperty("user.name", "unknown"))
                .build();
    }

    /// Applies the options over the values of the manifest.
    void addTo(SyncRequestBuilder request) {
        TableSelection tables = request.tables();
        request.tables(new TableSelection(
                include.isEmpty() ? tables.include() : include,
                exclude.isEmpty() ? tables.exclude() : exclude,
                tables.missing(),
                tables.columns(),
                tables.materializedViews()));
    }

    private SyncRequestBuilder wanted(Invocation invocation) {
        if (file != null) {
            return Manifest.read(invocation.directory().resolve(file), this, invocation);
        }
        if (direction == null) {
            throw invalid("--direction is missing: local-to-remote or remote-to-local");
        }
        DatabaseSettings databases = databases(invocation);
        return SyncRequest.between(direction, databases.local(), databases.remote());
    }

    private static DatabaseSettings databases(Invocation invocation) {
        return DatabaseSettings.read(invocation.environment(), invocation.directory());
    }

    private ParameterException invalid(String message) {
        if (spec == null) {
            throw new IllegalStateException("picocli sets the spec before it calls a command");
        }
        return new ParameterException(spec.commandLine(), message);
    }

    /// Spelled as people type it.
    static final class DirectionName implements ITypeConverter<Direction> {
        @Override
        public Direction convert(String value) {
            return switch (value) {
                case "local-to-remote" -> Direction.LocalToRemote;
                case "remote-to-local" -> Direction.RemoteToLocal;
                default ->
                    throw new TypeConversionException(
                            "'%s' is neither local-to-remote nor remote-to-local".formatted(value));
            };
        }
    }

    /// A class of its own, because it loads Kubernetes' classes: a sync without a manifest starts without them.
    private static final class Manifest {
        static SyncRequestBuilder read(Path file, TableOptions options, Invocation invocation) {
            DatabaseSyncSpec spec = SpecReader.ofManifest(file);
            if (options.direction != null && options.direction != spec.direction()) {
                throw options.invalid("--direction and the manifest's direction differ; correct one of them");
            }
            DatabaseSettings databases = databases(invocation).as(spec.local(), spec.remote());
            return SpecRequest.of(spec, databases.local(), databases.remote());
        }
    }
}
