package io.databasesync.cli;

import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.api.Endpoint.Protection;
import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.sync.TableSelection;
import io.databasesync.manifest.SpecValues;
import io.databasesync.manifest.SpecReader;
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

/// Which databases and which tables, as options say it.
class RunOptions {
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
            description = "Tables, such as public.archon_* (repeatable; all of them if absent).")
    private final List<String> include = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "GLOB", description = "Tables to leave out again (repeatable).")
    private final List<String> exclude = new ArrayList<>();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = {
                "A DatabaseSync manifest to take direction, tables, mode, verification, approval, parallelism, safety"
                        + " and protection from.",
                "The databases come from the environment all the same. Other options given here go first,"
                        + " except that another direction is refused."
            })
    private @Nullable Path file;

    /// @throws io.databasesync.sync.SyncException `InvalidSpec`, if a database is not set or an option
    /// makes no sense
    SyncRequest request(Invocation invocation, Operation operation) {
        Wanted wanted =
                file == null ? wanted() : Manifest.read(invocation.directory().resolve(file));
        if (direction != null && direction != wanted.direction()) {
            throw invalid("--direction and the manifest's direction differ; correct one of them");
        }
        DatabaseSettings databases = DatabaseSettings.read(invocation.environment(), invocation.directory())
                .withProtection(wanted.localReadOnly(), wanted.remoteReadOnly());
        TableSelection tables = wanted.tables();
        return new SyncRequest(
                SyncId.next(InstantSource.system()),
                operation,
                wanted.direction(),
                databases.source(wanted.direction()),
                databases.target(wanted.direction()),
                new TableSelection(
                        include.isEmpty() ? tables.include() : include,
                        exclude.isEmpty() ? tables.exclude() : exclude,
                        tables.missing(),
                        tables.columns()),
                wanted.method(),
                wanted.parallelism(),
                wanted.safety(),
                System.getProperty("user.name", "unknown"));
    }

    /// Without a manifest.
    private Wanted wanted() {
        if (direction == null) {
            throw invalid("--direction is missing: local-to-remote or remote-to-local");
        }
        return new Wanted(
                direction,
                TableSelection.ALL,
                SyncRequest.Method.DEFAULT,
                Parallelism.DEFAULT,
                Safety.DEFAULT,
                false,
                false);
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

    /// What is to be done, before options change it.
    ///
    /// @param localReadOnly whether the local database is protected
    record Wanted(
            Direction direction,
            TableSelection tables,
            SyncRequest.Method method,
            Parallelism parallelism,
            Safety safety,
            boolean localReadOnly,
            boolean remoteReadOnly) {}

    /// Apart, because it loads Kubernetes' classes: a sync without a manifest starts without them.
    private static final class Manifest {
        static Wanted read(Path file) {
            DatabaseSyncSpec spec = SpecReader.ofManifest(file);
            SpecValues values = SpecValues.of(spec);
            return new Wanted(
                    values.direction(),
                    values.tables(),
                    values.method(),
                    values.parallelism(),
                    values.safety(),
                    spec.local().protection() == Protection.ReadOnly,
                    spec.remote().protection() == Protection.ReadOnly);
        }
    }
}
