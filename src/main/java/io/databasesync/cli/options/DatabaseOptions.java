package io.databasesync.cli.options;

import io.databasesync.api.DatabaseSyncSpec;
import io.databasesync.cli.terminal.Invocation;
import io.databasesync.manifest.SpecReader;
import io.databasesync.manifest.SpecRequest;
import io.databasesync.sync.Direction;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequestBuilder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/// The options that say which databases, and which of them is replaced.
public class DatabaseOptions {
    @Spec(Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--direction",
            paramLabel = "DIRECTION",
            converter = DirectionName.class,
            description = "local-to-remote replaces tables of the remote database, remote-to-local of the local one.")
    private @Nullable Direction direction;

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

    /// Whether the databases of this terminal are meant: a direction or a manifest is given.
    public final boolean named() {
        return direction != null || file != null;
    }

    /// The request for these databases, with the values of the manifest.
    ///
    /// @throws io.databasesync.sync.SyncException `InvalidSpec`, if a database is not set
    public final SyncRequestBuilder databases(Invocation invocation) {
        if (file != null) {
            return Manifest.read(invocation.directory().resolve(file), this, invocation);
        }
        if (direction == null) {
            throw invalid("--direction is missing: local-to-remote or remote-to-local");
        }
        DatabaseSettings databases = settings(invocation);
        return SyncRequest.between(direction, databases.local(), databases.remote());
    }

    private static DatabaseSettings settings(Invocation invocation) {
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
        static SyncRequestBuilder read(Path file, DatabaseOptions options, Invocation invocation) {
            DatabaseSyncSpec spec = SpecReader.ofManifest(file);
            if (options.direction != null && options.direction != spec.direction()) {
                throw options.invalid("--direction and the manifest's direction differ; correct one of them");
            }
            DatabaseSettings databases = settings(invocation).as(spec.local(), spec.remote());
            return SpecRequest.of(spec, databases.local(), databases.remote());
        }
    }
}
