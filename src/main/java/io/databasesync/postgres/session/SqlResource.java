package io.databasesync.postgres.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The catalog queries under `sql/`, one a file.
public final class SqlResource {
    private static final Map<String, String> LOADED = new ConcurrentHashMap<>();

    private SqlResource() {}

    /// The text of `sql/<name>.sql`.
    public static String load(String name) {
        return LOADED.computeIfAbsent(name, SqlResource::read);
    }

    private static String read(String name) {
        try (InputStream in = SqlResource.class.getResourceAsStream("/sql/" + name + ".sql")) {
            if (in == null) {
                throw new IllegalStateException("no resource sql/" + name + ".sql");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
