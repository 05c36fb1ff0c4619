package io.databasesync.cli.options;

import io.databasesync.api.Endpoint;
import io.databasesync.api.Endpoint.Protection;
import io.databasesync.sync.ConnectionSettings;
import io.databasesync.sync.Fix;
import io.databasesync.sync.Reason;
import io.databasesync.sync.SyncException;
import io.databasesync.sync.uri.ConnectionUri;
import io.github.cdimascio.dotenv.Dotenv;
import io.github.cdimascio.dotenv.DotenvEntry;
import io.github.cdimascio.dotenv.DotenvException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// The two databases of a terminal's run: `LOCAL_DATABASE_URI` and `REMOTE_DATABASE_URI`.
record DatabaseSettings(ConnectionSettings local, ConnectionSettings remote) {
    private static final String LOCAL = "LOCAL_DATABASE_URI";
    private static final String REMOTE = "REMOTE_DATABASE_URI";

    /// Reads both from the environment; reads a missing one from `.env` in the directory.
    static DatabaseSettings read(Map<String, String> environment, Path directory) {
        Map<String, String> values = new HashMap<>(dotEnv(directory));
        values.putAll(environment);
        return new DatabaseSettings(endpoint(LOCAL, values), endpoint(REMOTE, values));
    }

    /// The same databases with protection and environment of a manifest.
    DatabaseSettings as(Endpoint localEnd, Endpoint remoteEnd) {
        return new DatabaseSettings(as(local, localEnd), as(remote, remoteEnd));
    }

    private static ConnectionSettings as(ConnectionSettings database, Endpoint end) {
        return database.withReadOnly(end.protection() == Protection.ReadOnly).withEnvironment(end.environment());
    }

    private static ConnectionSettings endpoint(String name, Map<String, String> values) {
        String uri = values.getOrDefault(name, "");
        if (uri.isBlank()) {
            throw SyncException.of(
                    Reason.InvalidSpec,
                    name,
                    name + " is not set",
                    Fix.advice("set it in the environment or in a file .env in this directory: %s=%s"
                            .formatted(name, "postgresql://user:password@host:5432/database")));
        }
        return ConnectionUri.parse(uri.strip(), name);
    }

    private static Map<String, String> dotEnv(Path directory) {
        Path folder = directory.toAbsolutePath();
        Path file = folder.resolve(".env");
        if (!Files.exists(file)) {
            return Map.of();
        }
        try {
            Dotenv parsed = Dotenv.configure().directory(folder.toString()).load();
            Map<String, String> values = new HashMap<>();
            for (DotenvEntry entry : parsed.entries(Dotenv.Filter.DECLARED_IN_ENV_FILE)) {
                values.put(entry.getKey(), entry.getValue());
            }
            return values;
        } catch (DotenvException _) { // its message repeats the line, which may contain a password
            throw SyncException.of(
                    Reason.InvalidSpec,
                    "file " + file,
                    "file %s has a line that is not NAME=value".formatted(file),
                    Fix.advice("correct that line"));
        }
    }
}
