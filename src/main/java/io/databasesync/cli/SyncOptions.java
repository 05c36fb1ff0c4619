package io.databasesync.cli;

import io.databasesync.sync.Direction;
import io.databasesync.sync.Operation;
import io.databasesync.sync.SyncRequest;
import io.databasesync.sync.SyncRequest.Parallelism;
import io.databasesync.sync.SyncRequest.Safety;
import io.databasesync.sync.TableSelection;
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

/// What to sync, as options say it.
final class SyncOptions {
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
            description = "Tables to sync, such as public.archon_* (repeatable; all of them if absent).")
    private final List<String> include = new ArrayList<>();

    @Option(names = "--exclude", paramLabel = "GLOB", description = "Tables to leave out again (repeatable).")
    private final List<String> exclude = new ArrayList<>();

    @Option(
            names = "--tables-at-once",
            paramLabel = "N",
            description = "Tables copied at the same time; ${DEFAULT-VALUE} if absent.",
            defaultValue = "4")
    private int tablesAtOnce;

    /// @throws io.databasesync.sync.SyncException `InvalidSpec`, if a database is not set or an option makes no sense
    SyncRequest request(Invocation invocation) {
        if (direction == null) {
            throw invalid("--direction is missing: local-to-remote or remote-to-local");
        }
        DatabaseSettings databases = DatabaseSettings.read(invocation.environment(), invocation.directory());
        return new SyncRequest(
                SyncId.next(InstantSource.system()),
                Operation.Sync,
                direction,
                databases.source(direction),
                databases.target(direction),
                new TableSelection(include, exclude, TableSelection.ALL.missing(), TableSelection.ALL.columns()),
                new Parallelism(tablesAtOnce, Parallelism.DEFAULT.indexes()),
                Safety.DEFAULT,
                System.getProperty("user.name", "unknown"));
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
}
